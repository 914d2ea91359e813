. "$PSScriptRoot/../FakeMachine.ps1"

# Enumerations come as numbers or as names, depending on the host; the test says which.
function ConvertTo-FakeEnum {
    param([string] $Text, [hashtable] $Numbers)
    if ((Get-FakeMachine).Numbers) { $Numbers[$Text] } else { $Text }
}

function Get-NetFirewallProfile {
    [CmdletBinding(DefaultParameterSetName = 'GetAll')]
    param([Parameter(ParameterSetName = 'GetAll')] [switch] $All, [Parameter(Mandatory, Position = 0, ParameterSetName = 'ByName')] [Alias('Profile')] [string[]] $Name, [string] $PolicyStore)
    Add-FakeCall Get-NetFirewallProfile
    if ($PolicyStore -ne 'ActiveStore') { throw 'Only the active store tells what policy does.' }
    $gpoBoolean = @{ False = [uint16] 0; True = [uint16] 1; NotConfigured = [uint16] 2 }
    foreach ($is in 'Domain', 'Private', 'Public') {
        if ($Name -and $Name -notcontains $is) { continue }
        $set = @{ Enabled = 'True'; AllowLocalFirewallRules = 'True'; AllowInboundRules = 'True' }
        (Get-FakeMachine).Profiles | Where-Object { $_.Name -eq $is } | ForEach-Object { foreach ($key in $_.Keys) { $set[$key] = $_[$key] } }
        [pscustomobject] @{
            Name = $is; Enabled = ConvertTo-FakeEnum $set.Enabled $gpoBoolean; AllowLocalFirewallRules = ConvertTo-FakeEnum $set.AllowLocalFirewallRules $gpoBoolean
            AllowInboundRules = ConvertTo-FakeEnum $set.AllowInboundRules $gpoBoolean
        }
    }
}

function Get-NetFirewallApplicationFilter {
    [CmdletBinding(DefaultParameterSetName = 'GetAll')]
    param([Parameter(ParameterSetName = 'GetAll')] [switch] $All, [Parameter(ParameterSetName = 'ByQuery')] [string[]] $Program, [Parameter(ParameterSetName = 'ByQuery')] [string[]] $Package, [string] $PolicyStore)
    Add-FakeCall Get-NetFirewallApplicationFilter
    $found = @((Get-FakeMachine).Rules | Where-Object { $_.Program -and (-not $Program -or $Program -contains $_.Program) -and (-not $_.Policy -or $PolicyStore -eq 'ActiveStore') })
    if (-not $found) { $PSCmdlet.WriteError((Get-FakeMissing MSFT_NetApplicationFilter)); return }
    $found | ForEach-Object { [pscustomobject] @{ InstanceID = $_.Name; Program = $_.Program } }
}

function Get-NetFirewallRule {
    [CmdletBinding()]
    param([Alias('ID')] [string[]] $Name, [string[]] $DisplayName, [string[]] $Group, [string] $PolicyStore)
    Add-FakeCall Get-NetFirewallRule
    $found = @((Get-FakeMachine).Rules | Where-Object { (-not $Name -or $Name -contains $_.Name) -and (-not $Group -or $Group -contains $_.Group) -and (-not $_.Policy -or $PolicyStore -eq 'ActiveStore') })
    if (-not $found) { $PSCmdlet.WriteError((Get-FakeMissing MSFT_NetFirewallRule)); return }
    $found | ForEach-Object {
        $rule = @{ Direction = 'Inbound'; Action = 'Allow'; Enabled = 'True' }
        foreach ($key in $_.Keys) { $rule[$key] = $_[$key] }
        $rule.Direction = ConvertTo-FakeEnum $rule.Direction @{ Inbound = [uint16] 1; Outbound = [uint16] 2 }
        $rule.Action = ConvertTo-FakeEnum $rule.Action @{ NotConfigured = [uint16] 0; Allow = [uint16] 2; Block = [uint16] 4 }
        $rule.Enabled = ConvertTo-FakeEnum $rule.Enabled @{ True = [uint16] 1; False = [uint16] 2 }
        [pscustomobject] $rule
    }
}

function New-NetFirewallRule {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [string] $PolicyStore, [Alias('ID')] [string] $Name, [Parameter(Mandatory)] [string] $DisplayName, [string] $Description, [string] $Group,
        [ValidateSet('True', 'False')] [string] $Enabled = 'True', [ValidateSet('Any', 'Domain', 'Private', 'Public')] [string[]] $Profile = 'Any',
        [ValidateSet('Inbound', 'Outbound')] [string] $Direction = 'Inbound', [ValidateSet('NotConfigured', 'Allow', 'Block')] [string] $Action = 'Allow',
        [string] $Protocol, [string[]] $LocalPort, [string[]] $RemotePort, [string] $Program, [WildcardPattern[]] $InterfaceAlias)
    if (-not $PSCmdlet.ShouldProcess($DisplayName)) { return }
    Add-FakeCall New-NetFirewallRule -Change
    $machine = Get-FakeMachine
    if ($machine.Rules | Where-Object { $_.Name -eq $Name }) { throw 'Cannot create a file when that file already exists.' }
    if (-not ($machine.Nics | Where-Object { $InterfaceAlias[0].IsMatch($_.Name) })) { throw 'The interface was not found.' }
    $machine.Rules = @($machine.Rules) + @{ Name = $Name; DisplayName = $DisplayName; Group = $Group; Protocol = $Protocol; LocalPort = $LocalPort; Profile = $Profile }
}

function Remove-NetFirewallRule {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param([Parameter(Mandatory)] [Alias('ID')] [string[]] $Name, [string] $PolicyStore)
    if (-not $PSCmdlet.ShouldProcess("$Name")) { return }
    Add-FakeCall Remove-NetFirewallRule -Change
    $machine = Get-FakeMachine
    $machine.Rules = @($machine.Rules | Where-Object { $Name -notcontains $_.Name })
}

Export-ModuleMember -Function Get-NetFirewallProfile, Get-NetFirewallApplicationFilter, Get-NetFirewallRule, New-NetFirewallRule, Remove-NetFirewallRule
