# One fake Windows PC, shared by all runspaces of the process: NICs with DHCP, duplicate address detection, routes, DNS servers, and firewall rules.
# The stand-in modules act on it with the real commands' parameter names and types (learn.microsoft.com, modules NetTCPIP, NetAdapter, DnsClient, NetSecurity).

function Set-FakeMachine {
    param([Parameter(Mandatory)] [hashtable] $Machine)
    $defaults = @{ Nics = @(); Rules = @(); Calls = New-Object System.Collections.ArrayList; Changes = 0; FailAt = 0; FailForEver = $false; Denied = $false; TakenBy = $null; TentativeReads = 1; Profiles = @(); Holders = @(); Services = @(); Numbers = $false; Spoil = $null }
    foreach ($key in $defaults.Keys) {
        if (-not $Machine.ContainsKey($key)) { $Machine[$key] = $defaults[$key] }
    }
    [AppDomain]::CurrentDomain.SetData('CiscoPhoneRecovery.FakeMachine', $Machine)
}

function Get-FakeMachine {
    [AppDomain]::CurrentDomain.GetData('CiscoPhoneRecovery.FakeMachine')
}

function New-FakeNic {
    param([string] $Name = 'Ethernet 2', [int] $Index = 7, [hashtable] $With = @{})
    $nic = @{
        Name = $Name; Index = $Index; Guid = '{{00000000-0000-0000-0000-{0:d12}}}' -f $Index; Mac = '02-00-00-00-00-{0:X2}' -f $Index
        Status = 'Up'; MediaType = '802.3'; PhysicalMediaType = '802.3'; Virtual = $false; HardwareInterface = $true; Speed = 1000000000
        Dhcp = $true; Metric = 25; AutomaticMetric = $true; Addresses = @(); Routes = @(); Dns = @(); LeaseAddress = $null; LeaseGateway = $null
    }
    foreach ($key in $With.Keys) { $nic[$key] = $With[$key] }
    if ($nic.Dhcp -and $nic.LeaseAddress) { Add-FakeLease $nic }
    $nic
}

function New-FakeAddress {
    param([string] $IPAddress, [int] $PrefixLength = 24, [string] $Origin = 'Manual', [bool] $SkipAsSource = $false)
    @{ IPAddress = $IPAddress; PrefixLength = $PrefixLength; Origin = $Origin; SkipAsSource = $SkipAsSource; Reads = 0 }
}

function Add-FakeLease {
    param([hashtable] $Nic)
    $Nic.Addresses = @($Nic.Addresses) + (New-FakeAddress -IPAddress $Nic.LeaseAddress -Origin Dhcp)
    # A route is known by its destination and next hop: the one that an earlier lease left behind is the same.
    if ($Nic.LeaseGateway -and -not ($Nic.Routes | Where-Object { $_.DestinationPrefix -eq '0.0.0.0/0' -and $_.NextHop -eq $Nic.LeaseGateway })) {
        $Nic.Routes = @($Nic.Routes) + @{ DestinationPrefix = '0.0.0.0/0'; NextHop = $Nic.LeaseGateway; RouteMetric = 0; Persistent = $false }
    }
}

# What a test compares: everything a user could see of the machine, as text.
function Get-FakeState {
    $machine = Get-FakeMachine
    $lines = foreach ($nic in $machine.Nics) {
        $addresses = $nic.Addresses | ForEach-Object { '{0}/{1} {2} {3}' -f $_.IPAddress, $_.PrefixLength, $_.Origin, $_.SkipAsSource } | Sort-Object
        $routes = $nic.Routes | ForEach-Object { '{0} by {1} metric {2} {3}' -f $_.DestinationPrefix, $_.NextHop, $_.RouteMetric, $_.Persistent } | Sort-Object
        '{0}: dhcp {1} metric {2} auto {3} [{4}] [{5}] dns [{6}]' -f $nic.Name, $nic.Dhcp, $nic.Metric, $nic.AutomaticMetric, ($addresses -join ', '), ($routes -join ', '), ($nic.Dns -join ', ')
    }
    @($lines) + @($machine.Rules | ForEach-Object { $_.Name } | Sort-Object) -join "`n"
}

# Every stand-in tells of its call here first; a change is counted, and fails where the test wants it to.
function Add-FakeCall {
    param([string] $Command, [switch] $Change)
    $machine = Get-FakeMachine
    [void] $machine.Calls.Add($Command)
    if (-not $Change) { return }
    $machine.Changes++
    if ($machine.Spoil) {
        # The file of the kept settings becomes one that nobody can delete: a folder.
        foreach ($file in [IO.Directory]::GetFiles($machine.Spoil)) { [IO.File]::Delete($file); $null = [IO.Directory]::CreateDirectory($file) }
        $machine.Spoil = $null
    }
    if ($machine.Denied) {
        throw (New-Object System.Management.Automation.ErrorRecord (New-Object System.UnauthorizedAccessException 'Access is denied.'), 'Windows System Error 5', 'PermissionDenied', $null)
    }
    if ($machine.Changes -eq $machine.FailAt -or ($machine.FailForEver -and $machine.FailAt -gt 0 -and $machine.Changes -gt $machine.FailAt)) {
        throw "Fault at change $($machine.Changes): $Command."
    }
}

function Find-FakeNic {
    param([uint32[]] $InterfaceIndex)
    $machine = Get-FakeMachine
    @($machine.Nics | Where-Object { (-not $InterfaceIndex -or $InterfaceIndex -contains $_.Index) -and $_.Status -ne 'Disabled' })
}

function Get-FakeMissing {
    param([string] $Class)
    New-Object System.Management.Automation.ErrorRecord (New-Object System.Exception "No $Class objects found."), 'CmdletizationQuery_NotFound', 'ObjectNotFound', $null
}
