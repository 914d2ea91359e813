. "$PSScriptRoot/../FakeMachine.ps1"

function Get-NetFirewallRule {
    [CmdletBinding()]
    param([Alias('ID')] [string[]] $Name, [string[]] $DisplayName, [string[]] $Group, [string] $PolicyStore)
    Add-FakeCall Get-NetFirewallRule
    $found = @((Get-FakeMachine).Rules | Where-Object { (-not $Name -or $Name -contains $_.Name) -and (-not $Group -or $Group -contains $_.Group) })
    if (-not $found) { $PSCmdlet.WriteError((Get-FakeMissing MSFT_NetFirewallRule)); return }
    $found | ForEach-Object { [pscustomobject] $_ }
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

Export-ModuleMember -Function Get-NetFirewallRule, New-NetFirewallRule, Remove-NetFirewallRule
