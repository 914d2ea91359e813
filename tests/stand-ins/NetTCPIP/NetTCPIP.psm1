. "$PSScriptRoot/../FakeMachine.ps1"

function Get-NetIPInterface {
    [CmdletBinding()]
    param([Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [string] $PolicyStore)
    Add-FakeCall Get-NetIPInterface
    foreach ($nic in Find-FakeNic $InterfaceIndex) {
        [pscustomobject] @{
            InterfaceIndex = [uint32] $nic.Index; Dhcp = $(if ($nic.Dhcp) { 'Enabled' } else { 'Disabled' }); InterfaceMetric = [uint32] $nic.Metric
            AutomaticMetric = $(if ($nic.AutomaticMetric) { 'Enabled' } else { 'Disabled' })
        }
    }
}

function Set-NetIPInterface {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [ValidateSet('Enabled', 'Disabled')] [string] $Dhcp,
        [uint32] $InterfaceMetric, [ValidateSet('Enabled', 'Disabled')] [string] $AutomaticMetric, [uint32] $DadTransmits, [string] $PolicyStore)
    if (-not $PSCmdlet.ShouldProcess("$InterfaceIndex")) { return }
    Add-FakeCall Set-NetIPInterface -Change
    foreach ($nic in Find-FakeNic $InterfaceIndex) {
        if ($Dhcp -eq 'Disabled' -and $nic.Dhcp) {
            # The lease goes with the switch; the default route of a lease stays behind, as it does on some builds.
            $nic.Dhcp = $false
            $nic.Addresses = @($nic.Addresses | Where-Object { $_.Origin -ne 'Dhcp' })
        }
        if ($Dhcp -eq 'Enabled' -and -not $nic.Dhcp) {
            $nic.Dhcp = $true
            if ($nic.LeaseAddress) { Add-FakeLease $nic }
        }
        if ($PSBoundParameters.ContainsKey('InterfaceMetric')) { $nic.Metric = $InterfaceMetric; $nic.AutomaticMetric = $false }
        if ($AutomaticMetric) { $nic.AutomaticMetric = $AutomaticMetric -eq 'Enabled' }
    }
}

function Get-NetIPAddress {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string[]] $IPAddress, [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [string] $PolicyStore)
    Add-FakeCall Get-NetIPAddress
    $machine = Get-FakeMachine
    $found = foreach ($nic in Find-FakeNic $InterfaceIndex) {
        foreach ($address in $nic.Addresses) {
            if ($IPAddress -and $IPAddress -notcontains $address.IPAddress) { continue }
            $address.Reads++
            $state = 'Preferred'
            if ($address.Origin -eq 'Manual') {
                if ($nic.Status -ne 'Up') { $state = 'Tentative' }
                elseif ($machine.TakenBy) { $state = 'Duplicate' }
                elseif ($address.Reads -le $machine.TentativeReads) { $state = 'Tentative' }
            }
            [pscustomobject] @{
                IPAddress = $address.IPAddress; InterfaceIndex = [uint32] $nic.Index; PrefixLength = [byte] $address.PrefixLength; PrefixOrigin = $address.Origin
                SuffixOrigin = $address.Origin; AddressState = $state; SkipAsSource = $address.SkipAsSource
            }
        }
    }
    if (-not $found) { $PSCmdlet.WriteError((Get-FakeMissing MSFT_NetIPAddress)); return }
    $found
}

function New-NetIPAddress {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $IPAddress, [Parameter(Mandatory)] [Alias('ifIndex')] [uint32] $InterfaceIndex, [string] $DefaultGateway,
        [ValidateSet('IPv4', 'IPv6')] [string] $AddressFamily, [byte] $PrefixLength, [bool] $SkipAsSource, [string] $PolicyStore)
    if (-not $PSCmdlet.ShouldProcess($IPAddress)) { return }
    Add-FakeCall New-NetIPAddress -Change
    $nic = @(Find-FakeNic $InterfaceIndex)[0]
    if ($nic.Dhcp) { throw 'Inconsistent parameters PolicyStore PersistentStore and Dhcp Enabled' }
    if ((Get-FakeMachine).Nics | ForEach-Object { $_.Addresses } | Where-Object { $_.IPAddress -eq $IPAddress }) { throw 'Instance MSFT_NetIPAddress already exists' }
    $nic.Addresses = @($nic.Addresses) + (New-FakeAddress -IPAddress $IPAddress -PrefixLength $PrefixLength -SkipAsSource $SkipAsSource)
}

function Remove-NetIPAddress {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param([Parameter(Position = 0)] [string[]] $IPAddress, [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [string] $PolicyStore)
    if (-not $PSCmdlet.ShouldProcess("$IPAddress")) { return }
    Add-FakeCall Remove-NetIPAddress -Change
    foreach ($nic in Find-FakeNic $InterfaceIndex) {
        if (-not ($nic.Addresses | Where-Object { $IPAddress -contains $_.IPAddress })) { throw (Get-FakeMissing MSFT_NetIPAddress) }
        $nic.Addresses = @($nic.Addresses | Where-Object { $IPAddress -notcontains $_.IPAddress })
    }
}

function Get-NetRoute {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string[]] $DestinationPrefix, [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [ValidateSet('ActiveStore', 'PersistentStore')] [string] $PolicyStore)
    Add-FakeCall Get-NetRoute
    $found = foreach ($nic in Find-FakeNic $InterfaceIndex) {
        foreach ($route in $nic.Routes) {
            if ($PolicyStore -eq 'PersistentStore' -and -not $route.Persistent) { continue }
            [pscustomobject] @{ DestinationPrefix = $route.DestinationPrefix; NextHop = $route.NextHop; RouteMetric = [uint16] $route.RouteMetric; InterfaceIndex = [uint32] $nic.Index }
        }
        if ($PolicyStore -ne 'PersistentStore') {
            # What the system makes by itself with every address.
            foreach ($address in $nic.Addresses) {
                [pscustomobject] @{ DestinationPrefix = "$($address.IPAddress)/32"; NextHop = '0.0.0.0'; RouteMetric = [uint16] 256; InterfaceIndex = [uint32] $nic.Index }
            }
        }
    }
    if (-not $found) { $PSCmdlet.WriteError((Get-FakeMissing MSFT_NetRoute)); return }
    $found
}

function New-NetRoute {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $DestinationPrefix, [Parameter(Mandatory)] [Alias('ifIndex')] [uint32] $InterfaceIndex, [string] $NextHop,
        [uint16] $RouteMetric, [ValidateSet('IPv4', 'IPv6')] [string] $AddressFamily, [string] $PolicyStore)
    if (-not $PSCmdlet.ShouldProcess($DestinationPrefix)) { return }
    Add-FakeCall New-NetRoute -Change
    $nic = @(Find-FakeNic $InterfaceIndex)[0]
    $nic.Routes = @($nic.Routes) + @{ DestinationPrefix = $DestinationPrefix; NextHop = $NextHop; RouteMetric = $RouteMetric; Persistent = $true }
}

function Remove-NetRoute {
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
    param([Parameter(Position = 0)] [string[]] $DestinationPrefix, [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [string[]] $NextHop, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily, [string] $PolicyStore)
    if (-not $PSCmdlet.ShouldProcess("$DestinationPrefix")) { return }
    Add-FakeCall Remove-NetRoute -Change
    foreach ($nic in Find-FakeNic $InterfaceIndex) {
        $nic.Routes = @($nic.Routes | Where-Object { $DestinationPrefix -notcontains $_.DestinationPrefix -or $NextHop -notcontains $_.NextHop })
    }
}

function Get-NetNeighbor {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string[]] $IPAddress, [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [ValidateSet('IPv4', 'IPv6')] [string[]] $AddressFamily)
    Add-FakeCall Get-NetNeighbor
    $machine = Get-FakeMachine
    if ($machine.TakenBy) { [pscustomobject] @{ IPAddress = '10.1.1.2'; LinkLayerAddress = $machine.TakenBy; InterfaceIndex = $InterfaceIndex[0] } }
}

function Get-NetUDPEndpoint {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string[]] $LocalAddress, [uint16[]] $LocalPort, [uint32[]] $OwningProcess)
    Add-FakeCall Get-NetUDPEndpoint
    $found = @((Get-FakeMachine).Holders | Where-Object { (-not $LocalPort -or $LocalPort -contains $_.Port) -and (-not $OwningProcess -or $OwningProcess -contains $_.Process) })
    if (-not $found) { $PSCmdlet.WriteError((Get-FakeMissing MSFT_NetUDPEndpoint)); return }
    $found | ForEach-Object { [pscustomobject] @{ LocalAddress = '0.0.0.0'; LocalPort = [uint16] $_.Port; OwningProcess = [uint32] $_.Process } }
}

Export-ModuleMember -Function Get-NetUDPEndpoint, Get-NetIPInterface, Set-NetIPInterface, Get-NetIPAddress, New-NetIPAddress, Remove-NetIPAddress, Get-NetRoute, New-NetRoute, Remove-NetRoute, Get-NetNeighbor
