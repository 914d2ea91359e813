BeforeDiscovery {
    # The real thing needs root and iproute2: a network namespace with a veth pair, which nothing outside ever sees.
    $script:why = if ($PSVersionTable.PSEdition -ne 'Core' -or -not $IsLinux) { 'network namespaces are a thing of Linux' }
    elseif (-not (Get-Command ip -CommandType Application -ErrorAction SilentlyContinue)) { 'iproute2 is not installed' }
    elseif ((id -u) -ne '0') { 'it needs root' }
    else {
        $null = ip netns add "recovery-probe-$PID" 2>&1
        if ($LASTEXITCODE -eq 0) { $null = ip netns delete "recovery-probe-$PID" } else { 'network namespaces are not allowed here' }
    }
    $script:noRival = if ($why) { $why } elseif (-not (Get-Command dnsmasq -CommandType Application -ErrorAction SilentlyContinue)) { 'dnsmasq (package dnsmasq-base) is not installed' }
}

Describe 'Set-RecoveryNic on a real Linux network' -Skip:([bool] $why) {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $script:ns = "recovery-nic-$PID"
        $script:pwsh = (Get-Process -Id $PID).Path
        $script:snapshots = Join-Path $TestDrive 'snapshots'
        function Invoke-InNamespace { ip netns exec $ns @args }
        function Invoke-Module([string] $Script) {
            ip netns exec $ns $pwsh -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; `$WarningPreference = 'SilentlyContinue'; $Script"
        }
        function Get-NetworkState {
            $addresses = (Invoke-InNamespace ip -j address show dev nic0 | ConvertFrom-Json).addr_info | Where-Object { $_.family -eq 'inet' } |
                ForEach-Object { "$($_.local)/$($_.prefixlen) $($_.broadcast) $($_.scope) $($_.label) $($_.noprefixroute) $($_.valid_life_time -gt 4000000000)" }
            $routes = Invoke-InNamespace ip -j -4 route show | ConvertFrom-Json | ForEach-Object { "$($_.dst) $($_.gateway) $($_.protocol) $($_.scope) $($_.prefsrc) $($_.metric)" } | Sort-Object
            @($addresses) + @($routes) -join "`n"
        }
    }

    BeforeEach {
        ip netns add $ns
        Invoke-InNamespace ip link add nic0 type veth peer name nic1
        foreach ($nic in 'nic0', 'nic1', 'lo') { Invoke-InNamespace ip link set $nic up }
        Invoke-InNamespace ip address add 192.168.5.7/24 brd + dev nic0
        Invoke-InNamespace ip address add 192.168.5.8/24 dev nic0 label nic0:b
        Invoke-InNamespace ip address add 172.16.3.3/16 dev nic0 noprefixroute
        Invoke-InNamespace ip route add default via 192.168.5.1 dev nic0 metric 50
        Invoke-InNamespace ip route add 10.50.0.0/16 via 192.168.5.9 dev nic0
        $script:start = Get-NetworkState
    }

    AfterEach {
        ip netns delete $ns
        if (Test-Path -LiteralPath $snapshots) { Remove-Item -LiteralPath $snapshots -Recurse -Force }
    }

    It 'refuses a virtual NIC with a default gateway, and touches nothing' {
        Invoke-Module "try { Set-RecoveryNic nic0 -SnapshotPath '$snapshots' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }" | Should -BeLike 'NicUnfit,*'
        Get-NetworkState | Should -Be $start
    }

    It 'is undone by another process after the first was killed' {
        Invoke-Module "Set-RecoveryNic nic0 -Force -SnapshotPath '$snapshots'; kill -9 `$PID" 2>&1 | Out-Null
        Get-NetworkState | Should -Match '^10\.1\.1\.2/24 10\.1\.1\.255'
        Invoke-Module "Restore-RecoveryNic -SnapshotPath '$snapshots'"
        Get-NetworkState | Should -Be $start
        @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 0
    }

    It 'is undone by Ctrl+C in the middle' {
        # The pipeline is stopped while the first step runs; the way back must not stop with it.
        $script = "
            `$shell = [PowerShell]::Create()
            `$null = `$shell.AddScript('Import-Module ''$ModulePath''; Set-RecoveryNic nic0 -Force -Verbose -SnapshotPath ''$snapshots''')
            `$run = `$shell.BeginInvoke()
            while (`$shell.Streams.Verbose.Count -lt 2) { Start-Sleep -Milliseconds 1 }
            `$shell.Stop()
            Start-Sleep -Milliseconds 200
            `$shell.InvocationStateInfo.State"
        Invoke-Module $script | Should -Be 'Stopped'
        Get-NetworkState | Should -Be $start
        @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 0
    }

    It 'is put back when Invoke-PhoneRecovery is stopped while it serves' {
        $script = "
            `$work = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
            `$zips = `$work.MakeZips([Threading.CancellationToken]::None)
            `$null = Expand-PhoneLoad -Path `$zips -DestinationPath `$work.Root -Rehearsal
            `$shell = [PowerShell]::Create()
            `$null = `$shell.AddScript('param(`$zip, `$root) Import-Module ''$ModulePath''; Invoke-PhoneRecovery -Path `$zip -DestinationPath `$root -InterfaceAlias nic0 -Force -SnapshotPath ''$snapshots''').AddArgument(`$zips[0]).AddArgument(`$work.Root)
            `$run = `$shell.BeginInvoke()
            while (`$shell.Streams.Information.Count -eq 0 -and -not `$run.IsCompleted) { Start-Sleep -Milliseconds 20 }
            (ip -j -4 address show dev nic0 | ConvertFrom-Json).addr_info.local
            `$shell.Stop()
            `$shell.Streams.Error | ForEach-Object { `$_.ToString() }
            `$work.Dispose()"
        Invoke-Module $script | Should -Be '10.1.1.2'
        Get-NetworkState | Should -Be $start
        @(Get-ChildItem -LiteralPath $snapshots).Count | Should -Be 0
    }

    It 'is left alone by Invoke-PhoneRecovery -WhatIf, which lists every step in order' {
        $script = "
            `$work = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
            `$zips = `$work.MakeZips([Threading.CancellationToken]::None)
            Invoke-PhoneRecovery -Path `$zips -InterfaceAlias nic0 -Force -Count 12 -SnapshotPath '$snapshots' -WhatIf
            `$work.Dispose()"
        $steps = Invoke-Module $script | ForEach-Object { [regex]::Match($_, '"([^"]*)"').Groups[1].Value }
        $steps.Count | Should -Be 6 -Because "$steps"
        $steps[0] | Should -BeLike 'Check and expand 6 zips'
        $steps[1] | Should -BeLike 'Prepare for a recovery: *10.1.1.2/24*'
        $steps[2] | Should -BeLike 'Serve * over TFTP on 10.1.1.2:69'
        $steps[3] | Should -BeLike 'Look for another DHCP server*serve DHCP on 10.1.1.2:67'
        $steps[4] | Should -BeLike 'Wait for 12 phones*'
        $steps[5] | Should -BeLike 'Put back as it is now*'
        Get-NetworkState | Should -Be $start
        Test-Path -LiteralPath $snapshots | Should -BeFalse
    }

    It 'and its ports are judged by Test-PhoneRecovery, check by check, with what to do' {
        $script = "
            `$taken = New-Object Net.Sockets.UdpClient 69
            Test-PhoneRecovery -Path '$TestDrive' -InterfaceAlias nic0 -SkipRehearsal | ForEach-Object { '{0}|{1}|{2}|{3}' -f `$_.Name, `$_.Result, `$_.Detail, `$_.Advice }
            `$taken.Dispose()"
        $checks = @{}
        Invoke-Module $script | ForEach-Object { $part = $_.Split('|'); $checks[$part[0]] = @{ Result = $part[1]; Detail = $part[2]; Advice = $part[3] } }
        'Rights', 'Interface', 'Link', 'Address', 'DHCP port', 'TFTP port', 'Firewall', 'Other DHCP server', 'Root', 'Rehearsal' | ForEach-Object { $checks.Keys | Should -Contain $_ }
        $checks['Rights'].Result, $checks['DHCP port'].Result, $checks['Rehearsal'].Result | Should -Be 'Passed', 'Passed', 'Skipped'
        $checks['Interface'].Result, $checks['TFTP port'].Result, $checks['Root'].Result | Should -Be 'Failed', 'Failed', 'Failed'
        $checks['TFTP port'].Detail | Should -Match 'UDP 69 is in use by .*pwsh'
        $checks.Values | Where-Object { $_.Result -in 'Failed', 'Warning' } | ForEach-Object { $_.Advice | Should -Not -BeNullOrEmpty }
        Get-NetworkState | Should -Be $start
    }

    It 'needs root' -Skip:(-not (Get-Command setpriv -CommandType Application -ErrorAction SilentlyContinue)) {
        $copy = Join-Path ([IO.Path]::GetTempPath()) "recovery-module-$PID"
        Copy-Item -LiteralPath $ModulePath -Destination $copy -Recurse
        chmod -R a+rX $copy
        try {
            $command = "Import-Module '$copy/CiscoPhoneRecovery.psd1'
                try { Set-RecoveryNic nic0 -Force -SnapshotPath /tmp/recovery-nobody-$PID -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
                try { Start-RecoveryDhcp -IPAddress 127.1.1.2 -Port 67 -Rehearsal -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
            $said = ip netns exec $ns setpriv --reuid=65534 --clear-groups env HOME=/tmp $pwsh -NoProfile -NonInteractive -Command $command
            "$said" | Should -BeLike '*NotElevated,*PortAccessDenied,*'
        }
        finally { Remove-Item -LiteralPath $copy -Recurse -Force }
    }
}

Describe 'Start-RecoveryDhcp beside dnsmasq' -ForEach @{ noRival = $noRival } {
    It 'fails as a job when the other appears, does not start while it is there, and does with -Force' {
        if ($noRival) { Set-ItResult -Skipped -Because $noRival; return }
        . "$PSScriptRoot/Common.ps1"
        $station = "recovery-dhcp-$PID"
        $bench = "recovery-rival-$PID"
        try {
            foreach ($ns in $station, $bench) { ip netns add $ns }
            ip -n $station link add nic0 type veth peer name nic1 netns $bench
            ip -n $station address add 10.1.1.2/24 brd + dev nic0
            ip -n $bench address add 192.168.50.1/24 dev nic1
            ip -n $station link set nic0 up
            ip -n $bench link set nic1 up
            ip -n $station route add 255.255.255.255/32 dev nic0

            $rival = "$bench", 'dnsmasq', '--keep-in-foreground', '--port=0', '--conf-file=/dev/null', '--interface=nic1', '--bind-interfaces', '--no-ping',
            '--dhcp-range=192.168.50.10,192.168.50.20,1h', "--dhcp-leasefile=$TestDrive/dnsmasq", '--pid-file=', '--log-facility=-', '--user=root'
            $script = {
                param([string] $Module, [string[]] $Rival, [string] $Log)
                Import-Module $Module
                $job = Start-RecoveryDhcp -InterfaceAlias nic0 -IPAddress 10.1.1.2
                $job.State
                $dnsmasq = Start-Process ip -ArgumentList (@('netns', 'exec') + $Rival) -PassThru -RedirectStandardError $Log
                try {
                    # Any client's DISCOVER makes the other one show itself; the server's own probe, half a minute later, would too.
                    $client = New-Object Net.Sockets.UdpClient 0
                    $client.EnableBroadcast = $true
                    $discover = New-Object byte[] 300
                    $head = [byte[]] (1, 1, 6, 0, 7, 7, 7, 7, 0, 0, 0x80)
                    $head.CopyTo($discover, 0)
                    ([byte[]] (2, 0, 0, 0, 0, 9)).CopyTo($discover, 28)
                    ([byte[]] (99, 130, 83, 99, 53, 1, 1, 255)).CopyTo($discover, 236)
                    for ($i = 0; $i -lt 100 -and "$($job.State)" -eq 'Running'; $i++) {
                        $null = $client.Send($discover, $discover.Length, '255.255.255.255', 67)
                        Start-Sleep -Milliseconds 100
                    }
                    $client.Dispose()
                    (Wait-Job $job -Timeout 5).State
                    $job.Error[0].FullyQualifiedErrorId
                    $job.Error[0].Exception.Message
                    (Receive-Job $job -ErrorAction SilentlyContinue)[-1].Kind
                    try { Start-RecoveryDhcp -InterfaceAlias nic0 -IPAddress 10.1.1.2 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category }
                    $forced = Start-RecoveryDhcp -InterfaceAlias nic0 -IPAddress 10.1.1.2 -Force
                    $forced.State
                    Remove-Job $forced -Force
                }
                finally { $dnsmasq.Kill(); $dnsmasq.Dispose() }
            }
            $list = ($rival | ForEach-Object { "'$_'" }) -join ', '
            $said = ip netns exec $station (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "& { $script } '$ModulePath' @($list) '$TestDrive/rival.log'"
        }
        finally {
            foreach ($ns in $station, $bench) { ip netns delete $ns }
        }

        $said[0..2] | Should -Be 'Running', 'Failed', 'ForeignDhcpServer' -Because "$said"
        $said[3] | Should -Match '192\.168\.50\.1'
        $said[4..7] | Should -Be 'ServerStopped', 'ForeignDhcpServer,CiscoPhoneRecovery.Commands.StartRecoveryDhcpCommand', 'ResourceExists', 'Running'
    }
}
