BeforeDiscovery {
    # The real thing needs root and iproute2: a network namespace with a veth pair, which nothing outside ever sees.
    $script:why = if ($PSVersionTable.PSEdition -ne 'Core' -or -not $IsLinux) { 'network namespaces are a thing of Linux' }
    elseif (-not (Get-Command ip -CommandType Application -ErrorAction SilentlyContinue)) { 'iproute2 is not installed' }
    elseif ((id -u) -ne '0') { 'it needs root' }
    else {
        $null = ip netns add "recovery-probe-$PID" 2>&1
        if ($LASTEXITCODE -eq 0) { $null = ip netns delete "recovery-probe-$PID" } else { 'network namespaces are not allowed here' }
    }
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

    It 'needs root' -Skip:(-not (Get-Command setpriv -CommandType Application -ErrorAction SilentlyContinue)) {
        $copy = Join-Path ([IO.Path]::GetTempPath()) "recovery-module-$PID"
        Copy-Item -LiteralPath $ModulePath -Destination $copy -Recurse
        chmod -R a+rX $copy
        try {
            $command = "Import-Module '$copy/CiscoPhoneRecovery.psd1'; try { Set-RecoveryNic nic0 -Force -SnapshotPath /tmp/recovery-nobody-$PID -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
            $said = ip netns exec $ns setpriv --reuid=65534 --clear-groups env HOME=/tmp $pwsh -NoProfile -NonInteractive -Command $command
            "$said" | Should -BeLike '*NotElevated,*'
        }
        finally { Remove-Item -LiteralPath $copy -Recurse -Force }
    }
}
