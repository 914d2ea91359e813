BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:workspace = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
    $script:zips = $workspace.MakeZips([Threading.CancellationToken]::None)
    $script:station = '127.1.1.2'
    $null = Expand-PhoneLoad -Path $zips -DestinationPath $workspace.Root -Rehearsal
    $script:nextMac = 1

    function Start-TestTftp { Start-RecoveryTftp $workspace.Root -IPAddress $station -Port 0 -Rehearsal @args }
    function Start-TestDhcp { Start-RecoveryDhcp -IPAddress $station -Port 0 -Rehearsal @args }

    function New-SoftwarePhone([string] $Model, $Dhcp, $Tftp) {
        $phoneModel = [CiscoPhoneRecovery.Loads.ModelCatalogue]::All | Where-Object { $_.Name -eq $Model }
        $mac = New-Object Net.NetworkInformation.PhysicalAddress (, [byte[]] (2, 0x79, 0, 1, 0, $script:nextMac++))
        $phone = New-Object CiscoPhoneRecovery.Simulation.SoftwarePhoneProfile $phoneModel, $mac
        [CiscoPhoneRecovery.Hosting.SoftwarePhoneHost]::OnLoopback($phone, $Dhcp.EndPoint, $Tftp.EndPoint.Port)
    }

    function Get-FirstError([scriptblock] $Work) {
        $ErrorActionPreference = 'Stop'
        try { $null = & $Work } catch { $_ }
    }

    # A TFTP read of the smallest kind: what a phone does, without a phone.
    function Read-Tftp([Net.IPEndPoint] $Server, [string] $File) {
        $socket = New-Object Net.Sockets.UdpClient 0
        try {
            $socket.Client.ReceiveTimeout = 3000
            $request = [byte[]] (@(0, 1) + [Text.Encoding]::ASCII.GetBytes($File) + 0 + [Text.Encoding]::ASCII.GetBytes('octet') + 0)
            [void] $socket.Send($request, $request.Length, $Server)
            $length = 0
            do {
                $from = New-Object Net.IPEndPoint ([Net.IPAddress]::Any), 0
                $data = $socket.Receive([ref] $from)
                if ($data[1] -ne 3) { throw "opcode $($data[1])" }
                [void] $socket.Send([byte[]] (0, 4, $data[2], $data[3]), 4, $from)
                $length += $data.Length - 4
            } while ($data.Length -eq 516)
            $length
        }
        finally { $socket.Dispose() }
    }
}

AfterAll {
    Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force
    $workspace.Dispose()
}

Describe 'The two jobs' {
    AfterEach {
        Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force
    }

    It 'recover a software phone, and tell of it in order' {
        $tftp = Start-TestTftp
        $dhcp = Start-TestDhcp
        $phone = New-SoftwarePhone 'CP-7965G' $dhcp $tftp
        try {
            $phone.PowerOn()
            $done = Wait-PhoneRecovery -MacAddress $phone.Phone.Profile.Mac -TimeoutSeconds 60
            $done.State | Should -Be 'Recovered'
            $done.Model | Should -Be 'CP-7965G'
            $done.PercentComplete | Should -Be 100
            (Get-PhoneRecoveryStatus -MacAddress "$($phone.Phone.Profile.Mac)").Name | Should -Be "SEP$($phone.Phone.Profile.Mac)"
        }
        finally { $phone.Dispose() }

        Stop-Job $tftp, $dhcp
        $leases = Receive-Job $dhcp
        $transfers = Receive-Job $tftp
        $leases[0].Kind | Should -Be 'ServerStarted'
        ($leases | Where-Object { $_.Kind -in 'PhoneSeen', 'LeaseGranted' } | Select-Object -First 2).Kind | Should -Be 'PhoneSeen', 'LeaseGranted'
        $leases[-1].Kind | Should -Be 'ServerStopped'
        $states = ($transfers | Where-Object { $_.Kind -eq 'PhoneChanged' }).Phone.State
        "$states" | Should -Be 'Downloading Installing Recovered'
        $sequence = $transfers.Sequence
        "$sequence" | Should -Be "$($sequence | Sort-Object)"
        $sequence.Count | Should -Be $sequence[-1]
        ($transfers | Where-Object { $_.Kind -eq 'TransferCompleted' -and $_.File -like 'apps45*' }).Bytes | Should -BeGreaterThan 1MB
    }

    It 'have each recovery counted once, by whichever wait comes first, and none of earlier servers' {
        $tftp = Start-TestTftp
        $dhcp = Start-TestDhcp
        $first = New-SoftwarePhone 'CP-7906G' $dhcp $tftp
        $second = New-SoftwarePhone 'CP-7911G' $dhcp $tftp
        try {
            $first.PowerOn()
            (Wait-PhoneRecovery -Count 1 -TimeoutSeconds 60).Name | Should -Be "SEP$($first.Phone.Profile.Mac)"
            # The next batch: the phone that is done stays on the switch, and must not be taken for the one that is waited for.
            $second.PowerOn()
            (Wait-PhoneRecovery -Count 1 -TimeoutSeconds 60).Name | Should -Be "SEP$($second.Phone.Profile.Mac)"
            @(Wait-PhoneRecovery -Count 2 -TimeoutSeconds 1 -IncludeEarlier).Count | Should -Be 2
            (Wait-PhoneRecovery -MacAddress $first.Phone.Profile.Mac -TimeoutSeconds 1).State | Should -Be 'Recovered'
        }
        finally { $first.Dispose(); $second.Dispose() }

        Stop-Job $tftp, $dhcp
        $null = Start-TestDhcp
        (Get-FirstError { Wait-PhoneRecovery -MacAddress $first.Phone.Profile.Mac -TimeoutSeconds 1 }).FullyQualifiedErrorId | Should -BeLike 'RecoveryTimeout,*'
        (Wait-PhoneRecovery -MacAddress $first.Phone.Profile.Mac -TimeoutSeconds 1 -IncludeEarlier).State | Should -Be 'Recovered'
    }

    It 'can be had, received, waited for, stopped and removed by object, id and name' {
        $job = Start-TestTftp -Name 'Bench TFTP'
        (Get-Job -Name 'Bench TFTP').InstanceId | Should -Be $job.InstanceId
        (Get-Job -Id $job.Id).PSJobTypeName | Should -Be 'RecoveryTftp'
        $job.Location | Should -Be "$($job.EndPoint)"
        $job.HasMoreData | Should -BeTrue
        Read-Tftp $job.EndPoint 'term65.default.loads' | Should -BeGreaterThan 100
        Start-Sleep -Milliseconds 300
        $first = Receive-Job -Id $job.Id -Keep
        (Receive-Job -Name 'Bench TFTP' -Keep).Count | Should -Be $first.Count
        Wait-Job $job -Timeout 1 | Should -BeNullOrEmpty
        Stop-Job -Name 'Bench TFTP'
        (Wait-Job $job -Timeout 5).State | Should -Be 'Stopped'
        (Receive-Job $job).Count | Should -BeGreaterThan $first.Count
        $job.HasMoreData | Should -BeFalse
        Remove-Job -Id $job.Id
        Get-Job -Name 'Bench TFTP' -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'stop within a second, in the middle of a transfer, twice' {
        $tftp = Start-TestTftp
        $dhcp = Start-TestDhcp
        $phone = New-SoftwarePhone 'CP-7975G' $dhcp $tftp
        try {
            $phone.PowerOn()
            while ($tftp.Transfers.Count -eq 0) { Start-Sleep -Milliseconds 10 }
            $clock = [Diagnostics.Stopwatch]::StartNew()
            Stop-Job $tftp, $dhcp
            Stop-Job $tftp, $dhcp
            $tftp.StopJob()
            $clock.ElapsedMilliseconds | Should -BeLessThan 1000
            $tftp.State, $dhcp.State | Should -Be 'Stopped', 'Stopped'
        }
        finally { $phone.Dispose() }
    }

    It 'free their ports with Remove-Job -Force in the middle of a transfer' {
        $tftp = Start-TestTftp
        $dhcp = Start-TestDhcp
        $phone = New-SoftwarePhone 'CP-7975G' $dhcp $tftp
        $port = $tftp.EndPoint.Port
        try {
            $phone.PowerOn()
            while ($tftp.Transfers.Count -eq 0) { Start-Sleep -Milliseconds 10 }
            Remove-Job $tftp -Force
        }
        finally { $phone.Dispose() }
        $again = Start-RecoveryTftp $workspace.Root -IPAddress $station -Port $port -Rehearsal
        Read-Tftp $again.EndPoint 'term65.default.loads' | Should -BeGreaterThan 100
    }

    It 'start and stop a hundred times without losing a port, a thread or a handle' {
        # What is served does not matter here, and one load is judged sooner than six.
        $one = Join-Path $TestDrive 'one'
        $null = Expand-PhoneLoad -Path $zips[0] -DestinationPath $one -Rehearsal
        function Start-TestTftp { Start-RecoveryTftp $one -IPAddress $station -Port 0 -Rehearsal }
        # Most of a stop is waiting for threads that wake ten times a second: ten pairs stop at once.
        function Stop-Together($Jobs) {
            $stops = foreach ($job in $Jobs) { [Threading.Tasks.Task]::Run([Action] [Delegate]::CreateDelegate([Action], $job, 'StopJob')) }
            [Threading.Tasks.Task]::WaitAll($stops, 5000) | Should -BeTrue
            "$($Jobs.State | Select-Object -Unique)" | Should -Be 'Stopped'
            Remove-Job $Jobs
        }
        function Invoke-Round {
            $jobs = foreach ($pair in 1..10) { Start-TestDhcp; Start-TestTftp }
            $ports = ($jobs | Where-Object { $_.PSJobTypeName -eq 'RecoveryDhcp' }).EndPoint.Port
            Stop-Together $jobs
            Stop-Together @(foreach ($port in $ports) { Start-RecoveryDhcp -IPAddress $station -Port $port -Rehearsal })
        }
        Invoke-Round
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        $process = Get-Process -Id $PID
        $threads = $process.Threads.Count
        $handles = if (Test-Path /proc/self/fd) { @(Get-ChildItem /proc/self/fd).Count } else { $process.HandleCount }
        # A hundred servers, and fifty more on the ports of those that were stopped.
        foreach ($round in 1..5) { Invoke-Round }
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        $process = Get-Process -Id $PID
        $process.Threads.Count | Should -BeLessThan ($threads + 8)
        $(if (Test-Path /proc/self/fd) { @(Get-ChildItem /proc/self/fd).Count } else { $process.HandleCount }) | Should -BeLessThan ($handles + 12)
    }

    It 'serve on while Receive-Job -Wait is slow, and not more slowly' {
        $job = Start-TestTftp
        $unread = Start-TestTftp
        $image = Get-ChildItem -LiteralPath $workspace.Root -Filter *.sbn | Where-Object { $_.Length -lt 1MB } | Sort-Object -Property Length | Select-Object -Last 1
        # In blocks of 512 bytes a second.
        function Measure-BlockRate($Server) {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            (Read-Tftp $Server.EndPoint $image.Name) / 512 / $clock.Elapsed.TotalSeconds
        }
        $received = [hashtable]::Synchronized(@{ Count = 0 })
        $slow = [PowerShell]::Create()
        $null = $slow.AddScript('param($job, $received) Receive-Job -Job $job -Wait | ForEach-Object { $received.Count++; Start-Sleep -Milliseconds 500 }').AddArgument($job).AddArgument($received)
        $waiting = $slow.BeginInvoke()
        try {
            $clock = [Diagnostics.Stopwatch]::StartNew()
            foreach ($i in 1..50) { $null = Read-Tftp $job.EndPoint 'term65.default.loads' }
            # 100 events at 500 ms each would take fifty seconds.
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
            # In turn, and the best of each: what else the machine does meanwhile is neither server's. A server that waits for its reader never gets there.
            $alone = $beside = 0
            foreach ($turn in 1..30) {
                $alone = [Math]::Max($alone, (Measure-BlockRate $unread))
                $beside = [Math]::Max($beside, (Measure-BlockRate $job))
                if ($turn -ge 4 -and $beside -gt $alone * 0.6) { break }
            }
            $received.Count | Should -BeLessThan 100 -Because 'the reader must lag behind for this to prove anything'
            $waiting.IsCompleted | Should -BeFalse
            $figures = '{0:n0} blocks a second without a reader, {1:n0} beside a slow one' -f $alone, $beside
            Write-Information $figures -InformationAction Continue
            $beside | Should -BeGreaterThan ($alone / 2) -Because $figures
            $clock.Restart()
            Stop-Job $job
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 1
        }
        finally {
            Stop-Job $job, $unread
            $slow.Stop()
            $slow.Dispose()
        }
    }

    It 'are stopped by Remove-Module, which can be imported again' {
        $script = '
            Import-Module "' + $ModulePath + '"
            $job = Start-RecoveryDhcp -IPAddress ' + $station + ' -Port 0 -Rehearsal
            $port = $job.EndPoint.Port
            Remove-Module CiscoPhoneRecovery
            Import-Module "' + $ModulePath + '"
            try { Wait-PhoneRecovery -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            $again = Start-RecoveryDhcp -IPAddress ' + $station + ' -Port $port -Rehearsal
            "$($job.State) $($again.State)"'
        $pwsh = (Get-Process -Id $PID).Path
        & $pwsh -NoProfile -NonInteractive -Command $script | Should -Be 'NothingServes,CiscoPhoneRecovery.Commands.WaitPhoneRecoveryCommand', 'Stopped Running'
    }

    It 'are seen by Get-PhoneRecoveryStatus from another runspace' {
        $other = [PowerShell]::Create()
        try {
            $null = $other.AddScript('param($path, $root, $station) Import-Module $path; Start-RecoveryTftp $root -IPAddress $station -Port 0 -Rehearsal; Start-RecoveryDhcp -IPAddress $station -Port 0 -Rehearsal')
            $null = $other.AddArgument($ModulePath).AddArgument($workspace.Root).AddArgument($station)
            $jobs = @($other.Invoke())
            $jobs.Count | Should -Be 2
            $phone = New-SoftwarePhone 'CP-7906G' $jobs[1] $jobs[0]
            try {
                $phone.PowerOn()
                (Wait-PhoneRecovery -MacAddress $phone.Phone.Profile.Mac -TimeoutSeconds 60).State | Should -Be 'Recovered'
            }
            finally { $phone.Dispose() }
        }
        finally {
            $jobs | ForEach-Object { $_.StopJob() }
            $other.Dispose()
        }
    }
}

Describe 'Errors of the servers' {
    AfterEach {
        Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force
    }

    It 'name the port that is in use, and leave no job' {
        $job = Start-TestDhcp
        $failure = Get-FirstError { Start-RecoveryDhcp -IPAddress $station -Port $job.EndPoint.Port -Rehearsal }
        $failure.FullyQualifiedErrorId | Should -Be 'PortInUse,CiscoPhoneRecovery.Commands.StartRecoveryDhcpCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $failure.Exception.Message | Should -Match $job.EndPoint.Port
        @(Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' }).Count | Should -Be 1
    }

    It 'name the lease journal that another server writes, and leave no job' {
        $journal = Join-Path $TestDrive 'leases.journal'
        $null = Start-TestDhcp -JournalPath $journal
        $failure = Get-FirstError { Start-TestDhcp -JournalPath $journal }
        $failure.FullyQualifiedErrorId | Should -Be 'JournalInUse,CiscoPhoneRecovery.Commands.StartRecoveryDhcpCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $failure.Exception.Message | Should -Match 'leases\.journal'
        @(Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' }).Count | Should -Be 1
    }

    It 'say that the commands which change addresses are missing' -Skip:($PSVersionTable.PSEdition -ne 'Core' -or -not $IsLinux) {
        $path = $env:PATH
        try {
            $env:PATH = "$TestDrive"
            $failure = Get-FirstError { Get-RecoveryNic -SnapshotPath $TestDrive }
        }
        finally { $env:PATH = $path }
        $failure.FullyQualifiedErrorId | Should -Be 'NetworkCommandsMissing,CiscoPhoneRecovery.Commands.GetRecoveryNicCommand'
        $failure.CategoryInfo.Category | Should -Be 'NotInstalled'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'say which address is missing' {
        (Get-FirstError { Start-RecoveryDhcp -IPAddress 10.254.253.252 }).FullyQualifiedErrorId | Should -BeLike 'AddressMissing,*'
        (Get-FirstError { Start-RecoveryTftp $workspace.Root -IPAddress 10.254.253.252 -Rehearsal }).FullyQualifiedErrorId | Should -BeLike 'AddressMissing,*'
    }

    It 'list the NICs when one is not there' {
        $failure = Get-FirstError { Start-RecoveryDhcp -InterfaceAlias 'nope' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NicNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'refuse a range outside the network' {
        (Get-FirstError { Start-RecoveryDhcp -IPAddress $station -RangeStart 10.9.9.1 -Rehearsal }).FullyQualifiedErrorId | Should -BeLike 'RangeInvalid,*'
    }

    It 'refuse a root that recovers nothing' {
        $empty = Join-Path $TestDrive 'empty'
        $null = New-Item -ItemType Directory -Path $empty
        (Get-FirstError { Start-RecoveryTftp $empty -IPAddress $station -Port 0 }).FullyQualifiedErrorId | Should -BeLike 'RootRefused,*'
        (Get-FirstError { Start-RecoveryTftp (Join-Path $TestDrive 'nope') -IPAddress $station -Port 0 }).FullyQualifiedErrorId | Should -BeLike 'PathNotServed,*'
    }

    It 'do nothing with -WhatIf' {
        Start-TestDhcp -WhatIf | Should -BeNullOrEmpty
        Start-TestTftp -WhatIf | Should -BeNullOrEmpty
    }

    It 'time out with the advice of each phone that is not done' {
        $null = Start-TestDhcp
        $failure = Get-FirstError { Wait-PhoneRecovery -MacAddress 0013.1900.0001 -TimeoutSeconds 1 }
        $failure.FullyQualifiedErrorId | Should -Be 'RecoveryTimeout,CiscoPhoneRecovery.Commands.WaitPhoneRecoveryCommand'
        $failure.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'Invoke-PhoneRecovery' -Tag Invoke {
    It 'recovers phones from zips by itself, and leaves nothing running' {
        $loads = $zips | Where-Object { $_ -match '7945' }
        $model = [CiscoPhoneRecovery.Loads.ModelCatalogue]::All | Where-Object { $_.Name -eq 'CP-7945G' }
        $mac = New-Object Net.NetworkInformation.PhysicalAddress (, [byte[]] (2, 0x79, 0, 2, 0, 1))
        $server = New-Object Net.IPEndPoint ([Net.IPAddress]::Parse('127.1.3.2')), 50067
        $phone = [CiscoPhoneRecovery.Hosting.SoftwarePhoneHost]::OnLoopback((New-Object CiscoPhoneRecovery.Simulation.SoftwarePhoneProfile $model, $mac), $server, 50069)
        try {
            # It keeps asking until the servers are there, as a phone does.
            $phone.PowerOn()
            $recovery = @{
                Path = $loads; DestinationPath = Join-Path $TestDrive 'invoked'; IPAddress = '127.1.3.2'; DhcpPort = 50067; TftpPort = 50069
                Rehearsal = $true; TimeoutSeconds = 90; InformationVariable = 'told'; InformationAction = 'SilentlyContinue'
            }
            $done = Invoke-PhoneRecovery @recovery
        }
        finally { $phone.Dispose() }
        $done.Name | Should -Be 'SEP027900020001'
        $done.State | Should -Be 'Recovered'
        "$told" | Should -Match '123456789\*0#'
        @(Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' }).Count | Should -Be 0
        $again = Start-RecoveryDhcp -IPAddress 127.1.3.2 -Port 50067 -Rehearsal
        Remove-Job $again -Force
    }

    It 'does nothing with -WhatIf' {
        Invoke-PhoneRecovery -Path $zips -DestinationPath (Join-Path $TestDrive 'whatif') -IPAddress 127.1.3.2 -Rehearsal -WhatIf | Should -BeNullOrEmpty
        Test-Path (Join-Path $TestDrive 'whatif') | Should -BeFalse
    }
}

Describe 'Test-PhoneRecovery' -Tag Invoke {
    It 'rehearses with all models, and says what would fail at the bench' {
        $holder = New-Object Net.Sockets.UdpClient (New-Object Net.IPEndPoint ([Net.IPAddress]::Loopback), 69)
        try {
            $checks = Test-PhoneRecovery -WarningAction SilentlyContinue
        }
        finally { $holder.Dispose() }
        ($checks | Where-Object { $_.Name -eq 'Rehearsal' }).Result | Should -Be 'Passed'
        ($checks | Where-Object { $_.Name -eq 'Rehearsal' }).Detail | Should -Match '^13 software phones'
        $port = $checks | Where-Object { $_.Name -eq 'TFTP port' }
        $port.Result | Should -Be 'Failed'
        $port.Detail | Should -Match 'UDP 69 is in use'
        $checks | Where-Object { $_.Result -eq 'Failed' } | ForEach-Object { $_.Advice | Should -Not -BeNullOrEmpty }
    }

    It 'judges a root' {
        $checks = Test-PhoneRecovery -Path $TestDrive -SkipRehearsal -WarningAction SilentlyContinue
        ($checks | Where-Object { $_.Name -eq 'Root' }).Result | Should -Be 'Failed'
        ($checks | Where-Object { $_.Name -eq 'Rehearsal' }).Result | Should -Be 'Skipped'
    }
}
