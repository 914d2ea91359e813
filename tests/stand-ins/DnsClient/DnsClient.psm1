. "$PSScriptRoot/../FakeMachine.ps1"

function Get-DnsClientServerAddress {
    [CmdletBinding()]
    param([Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily)
    Add-FakeCall Get-DnsClientServerAddress
    foreach ($nic in Find-FakeNic $InterfaceIndex) {
        [pscustomobject] @{ InterfaceIndex = [uint32] $nic.Index; AddressFamily = 2; ServerAddresses = [string[]] $nic.Dns }
    }
}

function Set-DnsClientServerAddress {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param([Parameter(Mandatory)] [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [string[]] $ServerAddresses, [switch] $ResetServerAddresses, [switch] $Validate)
    if (-not $PSCmdlet.ShouldProcess("$InterfaceIndex")) { return }
    Add-FakeCall Set-DnsClientServerAddress -Change
    foreach ($nic in Find-FakeNic $InterfaceIndex) {
        $nic.Dns = if ($ResetServerAddresses) { @() } else { $ServerAddresses }
    }
}

Export-ModuleMember -Function Get-DnsClientServerAddress, Set-DnsClientServerAddress
