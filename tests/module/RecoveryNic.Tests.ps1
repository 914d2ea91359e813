BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    . "$Root/tests/stand-ins/FakeMachine.ps1"
    $script:formerPath = $env:PSModulePath
    $env:PSModulePath = (Join-Path $Root 'tests/stand-ins') + [IO.Path]::PathSeparator + $env:PSModulePath
    $script:snapshots = Join-Path ([IO.Path]::GetTempPath()) "nic-snapshots-$PID"

    function New-RandomMachine([int] $Seed) {
        $random = New-Object Random $Seed
        $dhcp = $random.Next(2) -eq 0
        $with = @{ Dhcp = $dhcp; AutomaticMetric = $random.Next(2) -eq 0; Metric = $random.Next(1, 90) }
        if ($dhcp) {
            if ($random.Next(4)) { $with.LeaseAddress = "192.168.$($random.Next(1, 99)).$($random.Next(2, 250))"; if ($random.Next(2)) { $with.LeaseGateway = '192.168.1.1' } }
        }
        else {
            $with.Addresses = @(1..3 | Where-Object { $random.Next(3) } | ForEach-Object { New-FakeAddress "172.16.$_.$($random.Next(2, 250))" 24 -SkipAsSource ($random.Next(3) -eq 0) })
            $with.Routes = @(if ($random.Next(2)) { @{ DestinationPrefix = '0.0.0.0/0'; NextHop = '172.16.1.1'; RouteMetric = $random.Next(300); Persistent = $true } })
            $with.Dns = @('9.9.9.9', '1.1.1.1' | Where-Object { $random.Next(2) })
        }
        Set-FakeMachine @{ Nics = @((New-FakeNic -With $with), (New-FakeNic 'Office' 3 @{ LeaseAddress = '192.168.77.5'; LeaseGateway = '192.168.77.1' })) }
    }

    # Few machines, chosen so that they need every command: DHCP without, with a lease, with a lease and its gateway; static with DNS servers, with routes as well.
    $script:few = 3, 14, 9, 4, 6, 13
    $script:faulty = 9, 6

    function Get-MissingChange([string[]] $Used) {
        $all = 'New-NetFirewallRule', 'New-NetIPAddress', 'New-NetRoute', 'Remove-NetFirewallRule', 'Remove-NetIPAddress', 'Remove-NetRoute', 'Set-NetIPInterface'
        $all | Where-Object { $Used -notcontains $_ }
    }

    function New-PlainMachine([hashtable] $More = @{}, [hashtable] $Nic = @{}) {
        Set-FakeMachine (@{ Nics = @((New-FakeNic -With $Nic), (New-FakeNic 'Office' 3 @{ LeaseAddress = '192.168.77.5'; LeaseGateway = '192.168.77.1' })) } + $More)
    }

    function Get-FirstError([scriptblock] $Work) {
        $ErrorActionPreference = 'Stop'
        try { $null = & $Work } catch { $_ }
    }
}

AfterAll {
    $env:PSModulePath = $formerPath
    [AppDomain]::CurrentDomain.SetData('CiscoPhoneRecovery.FakeMachine', $null)
    if (Test-Path -LiteralPath $snapshots) { Remove-Item -LiteralPath $snapshots -Recurse -Force }
}

Describe 'Set-RecoveryNic and Restore-RecoveryNic' {
    BeforeEach {
        if (Test-Path -LiteralPath $snapshots) { Remove-Item -LiteralPath $snapshots -Recurse -Force }
    }

    It 'puts back any random machine exactly' {
        # The transaction itself is proven on hundreds in CiscoPhoneRecovery.Core.Tests; here it is the commands' turn, so a few machines that need all of them do.
        $seeds = if ($env:RECOVERY_NIC_SEEDS) { 1..[int] $env:RECOVERY_NIC_SEEDS } else { $few }
        $used = foreach ($seed in $seeds) {
            New-RandomMachine $seed
            (Get-FakeMachine).TentativeReads = 0
            $start = Get-FakeState
            Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -Force
            Get-FakeState | Should -Match 'Ethernet 2: dhcp False .*\[10\.1\.1\.2/24 Manual False\] \[\]' -Because "seed $seed"
            (Get-FakeMachine).Rules.Count | Should -Be 2
            Restore-RecoveryNic -SnapshotPath $snapshots
            Get-FakeState | Should -Be $start -Because "seed $seed"
            @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 0
            (Get-FakeMachine).Calls
        }
        Get-MissingChange $used | Should -BeNullOrEmpty
    }

    It 'is back at the start after a fault at any change' {
        $used = foreach ($seed in $faulty) {
            for ($k = 1; ; $k++) {
                New-RandomMachine $seed
                (Get-FakeMachine).TentativeReads = 0
                $start = Get-FakeState
                (Get-FakeMachine).FailAt = $k
                $failure = Get-FirstError { Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -Force }
                (Get-FakeMachine).Calls
                if ((Get-FakeMachine).Changes -lt $k) { break }
                $failure.FullyQualifiedErrorId | Should -Be 'NicChangeFailed,CiscoPhoneRecovery.Commands.SetRecoveryNicCommand' -Because "seed $seed, change $k"
                Get-FakeState | Should -Be $start -Because "seed $seed, change $k"
                @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 0
            }
            Remove-Item -LiteralPath $snapshots -Recurse -Force
        }
        Get-MissingChange $used | Should -BeNullOrEmpty
    }

    It 'reports both errors when the way back fails too, and Restore-RecoveryNic finishes it later' {
        New-PlainMachine @{ FailAt = 2; FailForEver = $true } @{ LeaseAddress = '192.168.1.50' }
        $start = Get-FakeState
        $failure = Get-FirstError { Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NicRollbackFailed,*'
        $failure.Exception.Message | Should -Match 'Fault at change 2.*Fault at change 3'
        (Get-FakeMachine).FailAt = 0
        Restore-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        Get-FakeState | Should -Be $start
    }

    It 'makes no change and no file with -WhatIf' {
        New-PlainMachine @{} @{ LeaseAddress = '192.168.1.50' }
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -WhatIf
        (Get-FakeMachine).Changes | Should -Be 0
        Test-Path -LiteralPath $snapshots | Should -BeFalse
    }

    It 'does nothing the second time' {
        New-PlainMachine
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        $changes = (Get-FakeMachine).Changes
        $nic = Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -PassThru
        (Get-FakeMachine).Changes | Should -Be $changes
        $nic.State | Should -Be 'Ready'
        $nic.SnapshotPath | Should -Exist
    }

    It 'takes NICs from the pipeline, by object, name and index' {
        New-PlainMachine
        Get-NetAdapter -Name 'Ethernet 2' | Set-RecoveryNic -SnapshotPath $snapshots
        Restore-RecoveryNic -SnapshotPath $snapshots
        (Set-RecoveryNic -InterfaceIndex 7 -SnapshotPath $snapshots -PassThru).InterfaceAlias | Should -Be 'Ethernet 2'
        Get-RecoveryNic 'Ethernet 2' | Restore-RecoveryNic -SnapshotPath $snapshots
        (Get-FakeMachine).Nics[0].Dhcp | Should -BeTrue
    }

    It 'does not fail on a NIC without a link' {
        New-PlainMachine @{} @{ Status = 'Disconnected' }
        $nic = Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -PassThru -WarningVariable warned -WarningAction SilentlyContinue
        "$($nic.IPAddress)" | Should -Be '10.1.1.2'
        "$warned" | Should -Match 'no link'
    }

    It 'escapes wildcards in the name of the NIC for the firewall' {
        Set-FakeMachine @{ Nics = @(New-FakeNic 'Ethernet [2]') }
        Set-RecoveryNic 'Ethernet [2]' -SnapshotPath $snapshots
        (Get-FakeMachine).Rules.Count | Should -Be 2
    }

    It 'leaves the firewall alone with -SkipFirewallRule' {
        New-PlainMachine
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -SkipFirewallRule
        (Get-FakeMachine).Rules.Count | Should -Be 0
    }

    It 'refuses <case> with <id>' -ForEach @(
        @{ case = 'a NIC that is not there'; id = 'NicNotFound'; nic = @{}; more = @{}; alias = 'Ethernet 9'; category = 'ObjectNotFound' }
        @{ case = 'a wireless NIC'; id = 'NicUnfit'; nic = @{ PhysicalMediaType = 'Native 802.11' }; more = @{}; alias = 'Ethernet 2'; category = 'InvalidArgument' }
        @{ case = 'a virtual NIC'; id = 'NicUnfit'; nic = @{ Virtual = $true }; more = @{}; alias = 'Ethernet 2'; category = 'InvalidArgument' }
        @{ case = 'a NIC with a default gateway'; id = 'NicUnfit'; nic = @{}; more = @{}; alias = 'Office'; category = 'InvalidArgument' }
        @{ case = 'a NIC that is switched off'; id = 'NicUnfit'; nic = @{ Status = 'Disabled' }; more = @{}; alias = 'Ethernet 2'; category = 'InvalidArgument' }
        @{ case = 'an address that another device has'; id = 'AddressDuplicate'; nic = @{}; more = @{ TakenBy = '00-11-22-33-44-55' }; alias = 'Ethernet 2'; category = 'ResourceExists' }
        @{ case = 'an address that never becomes usable'; id = 'AddressNotReady'; nic = @{}; more = @{ TentativeReads = 1000000 }; alias = 'Ethernet 2'; category = 'OperationTimeout' }
        @{ case = 'a user without rights'; id = 'NotElevated'; nic = @{}; more = @{ Denied = $true }; alias = 'Ethernet 2'; category = 'PermissionDenied' }
    ) {
        New-PlainMachine $more $nic
        $start = Get-FakeState
        $failure = Get-FirstError { Set-RecoveryNic $alias -SnapshotPath $snapshots -TimeoutSeconds 1 }
        $failure.FullyQualifiedErrorId | Should -Be "$id,CiscoPhoneRecovery.Commands.SetRecoveryNicCommand"
        $failure.CategoryInfo.Category | Should -Be $category
        $failure.TargetObject | Should -Be $alias
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-FakeState | Should -Be $start
        if ($id -eq 'AddressDuplicate') { $failure.Exception.Message | Should -Match '00-11-22-33-44-55' }
        if ($id -in 'NicUnfit', 'NicNotFound') { (Get-FakeMachine).Changes | Should -Be 0 }
    }

    It 'tells a stale snapshot, a damaged one, a missing one and a vanished NIC apart' {
        New-PlainMachine
        (Get-FirstError { Restore-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'SnapshotMissing,*'
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        $nic = (Get-FakeMachine).Nics[0]
        $nic.Addresses = @(New-FakeAddress '172.20.0.9')
        (Get-FirstError { Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'SnapshotStale,*'
        $office = (Get-FakeMachine).Nics[1]
        (Get-FakeMachine).Nics = @($office)
        (Get-FirstError { Restore-RecoveryNic -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'NicVanished,*'
        Get-ChildItem -LiteralPath $snapshots | ForEach-Object { Set-Content -LiteralPath $_.FullName -Value '{' }
        (Get-FirstError { Restore-RecoveryNic -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'SnapshotDamaged,*'
    }

    It 'keeps what it cannot put back in full, until it can or -Force gives it up' {
        New-PlainMachine @{} @{ LeaseAddress = '192.168.1.50' }
        $start = Get-FakeState
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        $machine = Get-FakeMachine
        $machine.FailAt = $machine.Changes + 2
        $failure = Get-FirstError { Restore-RecoveryNic -SnapshotPath $snapshots }
        $failure.FullyQualifiedErrorId | Should -Be 'NicRestoreIncomplete,CiscoPhoneRecovery.Commands.RestoreRecoveryNicCommand'
        $failure.CategoryInfo.Category | Should -Be 'DeviceError'
        $failure.Exception.Message | Should -Match "Fault at change $($machine.FailAt)"
        @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 1
        $machine.FailAt = 0
        Restore-RecoveryNic -SnapshotPath $snapshots
        Get-FakeState | Should -Be $start

        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        $machine.FailAt = $machine.Changes + 1
        $machine.FailForEver = $true
        Restore-RecoveryNic -SnapshotPath $snapshots -Force -ErrorAction Stop -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'were deleted'
        @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 0
    }

    It 'does not believe a snapshot that others may write' -Skip:($PSVersionTable.PSEdition -ne 'Core' -or -not $IsLinux) {
        New-PlainMachine
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        $changes = (Get-FakeMachine).Changes
        chmod 666 (Get-ChildItem -LiteralPath $snapshots).FullName
        $failure = Get-FirstError { Restore-RecoveryNic -SnapshotPath $snapshots }
        $failure.FullyQualifiedErrorId | Should -Be 'SnapshotUntrusted,CiscoPhoneRecovery.Commands.RestoreRecoveryNicCommand'
        $failure.CategoryInfo.Category | Should -Be 'SecurityError'
        (Get-FakeMachine).Changes | Should -Be $changes
    }

    It 'says that all is back, when only the file of the kept settings cannot be deleted' {
        New-PlainMachine @{} @{ LeaseAddress = '192.168.1.50' }
        $start = Get-FakeState
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots; (Get-FakeMachine).Spoil = $snapshots
        $failure = Get-FirstError { Restore-RecoveryNic -SnapshotPath $snapshots }
        $failure.FullyQualifiedErrorId | Should -Be 'SnapshotNotDeleted,CiscoPhoneRecovery.Commands.RestoreRecoveryNicCommand'
        $failure.CategoryInfo.Category | Should -Be 'WriteError'
        $failure.Exception.Message | Should -Match 'is as it was before'
        Get-FakeState | Should -Be $start
    }

    It 'changes nothing when the snapshot cannot be written' {
        New-PlainMachine
        Set-Content -LiteralPath $snapshots -Value 'a file where the folder should be'
        (Get-FirstError { Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'SnapshotUnwritable,*'
        (Get-FakeMachine).Changes | Should -Be 0
    }
}

Describe 'What stands in the way' {
    BeforeAll {
        $script:self = (Get-Process -Id $PID).MainModule.FileName
        function Get-Warning([hashtable] $More, [object[]] $Nics) {
            New-PlainMachine $More
            if ($Nics) { (Get-FakeMachine).Nics = @((Get-FakeMachine).Nics) + $Nics }
            Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -Force -WarningVariable warned -WarningAction SilentlyContinue
            (Get-FakeMachine).Nics[0].Addresses.IPAddress | Should -Be '10.1.1.2'
            $warned -join "`n"
        }
        function Get-Check([string] $Name) {
            Test-PhoneRecovery -InterfaceAlias 'Ethernet 2' -SkipRehearsal -SnapshotPath $snapshots -WarningAction SilentlyContinue | Where-Object { $_.Name -eq $Name }
        }
        $script:cases = @{
            policy  = @{ Profiles = @(@{ Name = 'Public'; AllowLocalFirewallRules = 'False' }) }
            shut    = @{ Profiles = @(@{ Name = 'Private'; AllowInboundRules = 'False' }) }
            block   = @{ Rules = @(@{ Name = 'UDP Query User{1}pwsh'; DisplayName = 'pwsh.exe'; Program = $self; Action = 'Block' }) }
            gpblock = @{ Rules = @(@{ Name = '{P}'; DisplayName = 'No shells'; Program = $self; Action = 'Block'; Policy = $true }) }
        }
    }

    BeforeEach {
        if (Test-Path -LiteralPath $snapshots) { Remove-Item -LiteralPath $snapshots -Recurse -Force }
    }

    It 'is told by Set-RecoveryNic and Test-PhoneRecovery: <case>, enumerations as numbers <numbers>' -ForEach @(
        foreach ($numbers in $false, $true) {
            @{ case = 'policy'; numbers = $numbers; says = 'Group policy makes local firewall rules inert \(profile Public\)' }
            @{ case = 'shut'; numbers = $numbers; says = 'lets nothing in.*\(profile Private\)' }
            @{ case = 'block'; numbers = $numbers; says = "blocks '.+' by the rule 'pwsh.exe'" }
            @{ case = 'gpblock'; numbers = $numbers; says = "by the rule 'No shells'" }
        }
    ) {
        Get-Warning ($cases[$case] + @{ Numbers = $numbers }) | Should -Match $says
        $check = Get-Check 'Firewall'
        $check.Result | Should -Be 'Failed'
        $check.Detail | Should -Match $says
        $check.Advice | Should -Not -BeNullOrEmpty
    }

    It 'is nothing for <case>' -ForEach @(
        @{ case = 'a plain machine'; more = @{} }
        @{ case = 'a domain profile without local rules'; more = @{ Profiles = @(@{ Name = 'Domain'; AllowLocalFirewallRules = 'False' }) } }
        @{ case = 'a firewall that is off'; more = @{ Profiles = @(@{ Name = 'Public'; Enabled = 'False'; AllowLocalFirewallRules = 'False' }) } }
        @{ case = 'rules that are off, go out, allow, or are for another program'; more = @{ Rules = @(
                    @{ Name = 'a'; DisplayName = 'a'; Program = 'SELF'; Action = 'Block'; Enabled = 'False' }, @{ Name = 'b'; DisplayName = 'b'; Program = 'SELF'; Action = 'Block'; Direction = 'Outbound' }
                    @{ Name = 'c'; DisplayName = 'c'; Program = 'SELF'; Action = 'Allow' }, @{ Name = 'd'; DisplayName = 'd'; Program = '/other'; Action = 'Block' }) }
        }
        @{ case = 'a port of another number'; more = @{ Holders = @(@{ Port = 68; Process = 1 }) } }
        @{ case = 'ports of this process'; more = @{ Holders = @(@{ Port = 67; Process = 'SELF' }) } }
    ) {
        foreach ($rule in $more.Rules) { if ($rule.Program -eq 'SELF') { $rule.Program = $self } }
        foreach ($holder in $more.Holders) { if ($holder.Process -eq 'SELF') { $holder.Process = $PID } }
        Get-Warning $more | Should -BeNullOrEmpty
        (Get-Check 'Firewall').Result | Should -Be 'Passed'
    }

    It 'is a service on port 67 or 69, by the name a person knows' {
        $process = (Get-Process -Id $PID).Parent
        if (-not $process) { $process = Get-Process -Id 1 }
        $held = @{
            Holders  = @(@{ Port = 67; Process = $process.Id }, @{ Port = 69; Process = $process.Id })
            Services = @(@{ Process = $process.Id; Name = 'SharedAccess'; DisplayName = 'Internet Connection Sharing (ICS)' })
        }
        $warned = Get-Warning $held
        $warned | Should -Match "UDP 67 is in use by $([regex]::Escape($process.ProcessName)) \(process $($process.Id)\), service Internet Connection Sharing \(ICS\)"
        $warned | Should -Match 'UDP 69 is in use'
        (Get-Check 'DHCP port').Result | Should -Be 'Failed'
        (Get-Check 'DHCP port').Detail | Should -Match 'Internet Connection Sharing'
        (Get-Check 'TFTP port').Result | Should -Be 'Failed'
    }

    It 'is another NIC on the same network, in the reasons of Get-RecoveryNic too' {
        $other = New-FakeNic 'Lab' 9 @{ Dhcp = $false; Addresses = @(New-FakeAddress '10.1.1.77') }
        Get-Warning @{} $other | Should -Match '10\.1\.1\.2/24 is on Lab as well \(10\.1\.1\.77/24\)'
        "$((Get-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -WarningAction SilentlyContinue).Reason)" | Should -Match '10\.1\.1\.77/24 on Lab'
        (Get-FirstError { Set-RecoveryNic 'Lab' -IPAddress 10.1.1.9 -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'NicUnfit,*'
    }

    It 'is told the second time as well, and changes nothing' {
        $null = Get-Warning $cases.policy
        $changes = (Get-FakeMachine).Changes
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots -WarningVariable again -WarningAction SilentlyContinue
        "$again" | Should -Match 'Group policy'
        (Get-FakeMachine).Changes | Should -Be $changes
    }

    It 'is a server of this session, from which Restore-RecoveryNic takes the address' {
        New-PlainMachine
        Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots
        # The fake machine's address cannot be bound; one of loopback can.
        $file = Get-ChildItem -LiteralPath $snapshots
        $text = [IO.File]::ReadAllText($file.FullName)
        $text | Should -Match '10\.1\.1\.2'
        [IO.File]::WriteAllText($file.FullName, $text.Replace('10.1.1.2', '127.9.1.2'))
        $job = Start-RecoveryDhcp -IPAddress 127.9.1.2 -Port 0 -Rehearsal -Name 'Bench DHCP'
        try {
            Restore-RecoveryNic -SnapshotPath $snapshots -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
            "$warned" | Should -Match "'Bench DHCP' \(job $($job.Id)\)"
            $job.State | Should -Be 'Running'
        }
        finally { Remove-Job $job -Force }
        Restore-RecoveryNic -SnapshotPath $snapshots -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'Addresses' {
    It '<address>/<prefix> is refused by <command>' -ForEach @(
        foreach ($command in 'Set-RecoveryNic', 'Get-RecoveryNic', 'Test-PhoneRecovery', 'Invoke-PhoneRecovery', 'Start-RecoveryDhcp') {
            @{ command = $command; address = '10.1.1.0'; prefix = 24; says = 'is the address of the network itself' }
            @{ command = $command; address = '10.1.1.255'; prefix = 24; says = 'is the broadcast address' }
            @{ command = $command; address = '10.1.1.3'; prefix = 30; says = 'is the broadcast address' }
        }
    ) {
        New-PlainMachine
        $with = @{ IPAddress = $address; PrefixLength = $prefix }
        if ($command -match 'Nic$|Start') { $with.InterfaceAlias = 'Ethernet 2' }
        if ($command -match 'Nic$') { $with.SnapshotPath = $snapshots }
        if ($command -match '^Invoke') { $with.Path = 'nothing.zip' }
        $failure = Get-FirstError { & $command @with }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AddressInvalid,*'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.Exception.Message | Should -Match $says
        $failure.TargetObject | Should -Be $address
        (Get-FakeMachine).Changes | Should -Be 0
    }

    It 'of loopback are no NIC''s' {
        New-PlainMachine
        foreach ($command in 'Set-RecoveryNic', 'Get-RecoveryNic') {
            (Get-FirstError { & $command -InterfaceAlias 'Ethernet 2' -IPAddress 127.9.1.2 -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'AddressInvalid,*'
        }
    }

    It 'such as 10.1.1.255/16 are fine' {
        New-PlainMachine
        Set-RecoveryNic 'Ethernet 2' -IPAddress 10.1.1.255 -PrefixLength 16 -SnapshotPath $snapshots
        (Get-FakeMachine).Nics[0].Addresses.IPAddress | Should -Be '10.1.1.255'
        Restore-RecoveryNic -SnapshotPath $snapshots
    }
}

Describe 'Get-RecoveryNic' {
    It 'recommends the one NIC that is fit, and says why the others are not' {
        New-PlainMachine
        $nics = Get-RecoveryNic -SnapshotPath $snapshots
        $nics[0].InterfaceAlias | Should -Be 'Ethernet 2'
        $nics[0].IsRecommended | Should -BeTrue
        $nics[0].State | Should -Be 'Fit'
        $nics[1].State | Should -Be 'Unfit'
        "$($nics[1].Reason)" | Should -Match 'default gateway'
    }

    It 'warns when none stands out' {
        Set-FakeMachine @{ Nics = @((New-FakeNic 'A' 4), (New-FakeNic 'B' 5)) }
        $null = Get-RecoveryNic -WarningVariable warned -WarningAction SilentlyContinue -SnapshotPath $snapshots
        "$warned" | Should -Match 'more than one'
    }

    It 'gives an error for a name that is not there, none for a pattern' {
        New-PlainMachine
        (Get-FirstError { Get-RecoveryNic 'nope' -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'NicNotFound,*'
        Get-RecoveryNic 'nope*' -SnapshotPath $snapshots -ErrorAction Stop | Should -BeNullOrEmpty
    }
}
