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

    It 'changes nothing when the snapshot cannot be written' {
        New-PlainMachine
        Set-Content -LiteralPath $snapshots -Value 'a file where the folder should be'
        (Get-FirstError { Set-RecoveryNic 'Ethernet 2' -SnapshotPath $snapshots }).FullyQualifiedErrorId | Should -BeLike 'SnapshotUnwritable,*'
        (Get-FakeMachine).Changes | Should -Be 0
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
