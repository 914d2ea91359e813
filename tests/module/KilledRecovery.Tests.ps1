BeforeDiscovery {
    $script:why = if ($PSVersionTable.PSEdition -ne 'Core' -or -not $IsLinux) { 'network namespaces are a thing of Linux' }
    elseif (-not (Get-Command ip -CommandType Application -ErrorAction SilentlyContinue)) { 'iproute2 is not installed' }
    elseif ((id -u) -ne '0') { 'it needs root' }
    else {
        $null = ip netns add "recovery-probe-$PID" 2>&1
        if ($LASTEXITCODE -eq 0) { $null = ip netns delete "recovery-probe-$PID" } else { 'network namespaces are not allowed here' }
    }
}

Describe 'Invoke-PhoneRecovery, killed' -Skip:([bool] $why) {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
        $script:ns = "recovery-killed-$PID"
        ip netns add $ns
    }

    AfterAll { ip netns delete $ns }

    It 'leaves what Restore-RecoveryNic or the next run puts back, whichever change of the NIC it dies at' {
        # An "ip" that is found first on the path kills whoever calls it before the n-th change that it is asked for.
        $bin = Join-Path $TestDrive 'bin'
        $null = New-Item -ItemType Directory $bin
        $real = (Get-Command ip -CommandType Application)[0].Source
        @"
#!/bin/sh
case "`$1" in -j*) exec $real "`$@" ;; esac
n=`$((`$(cat "$TestDrive/changes") + 1))
echo `$n > "$TestDrive/changes"
[ `$n -eq "`$KILL_AT" ] && kill -9 `$PPID && exit 1
exec $real "`$@"
"@ | Set-Content -LiteralPath "$bin/ip"
        chmod +x "$bin/ip"

        $driver = @'
param([string] $Module, [string] $Drive, [string] $Pwsh, [string] $Real)
Import-Module $Module
$work = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
$zip = @($work.MakeZips([Threading.CancellationToken]::None))[0]
$null = Expand-PhoneLoad -Path $zip -DestinationPath $work.Root -Rehearsal
$snapshots = Join-Path $Drive 'snapshots'
$recover = "Import-Module '$Module'; Invoke-PhoneRecovery -Path '$zip' -DestinationPath '$($work.Root)' -InterfaceAlias nic0 -Force -TimeoutSeconds 1 -SnapshotPath '$snapshots' *> `$null"
function Get-NetworkState {
    $addresses = (& $Real -j address show dev nic0 | ConvertFrom-Json).addr_info | Where-Object { $_.family -eq 'inet' } |
        ForEach-Object { "$($_.local)/$($_.prefixlen) $($_.broadcast) $($_.scope)" }
    $routes = & $Real -j -4 route show | ConvertFrom-Json | ForEach-Object { "$($_.dst) $($_.gateway) $($_.protocol) $($_.metric)" } | Sort-Object
    @($addresses) + @($routes) -join '; '
}
& $Real link add nic0 type veth peer name nic1
foreach ($nic in 'nic0', 'nic1', 'lo') { & $Real link set $nic up }
& $Real address add 192.168.5.7/24 brd + dev nic0
& $Real route add default via 192.168.5.1 dev nic0 metric 50
& $Real route add 10.50.0.0/16 via 192.168.5.9 dev nic0
$start = Get-NetworkState
$path = $env:PATH
for ($n = 1; $n -le 40; $n++) {
    Set-Content -LiteralPath "$Drive/changes" 0
    $env:KILL_AT = $n
    $env:PATH = "$Drive/bin:$path"
    & $Pwsh -NoProfile -NonInteractive -Command $recover
    $code = $LASTEXITCODE
    $env:PATH = $path
    $changes = [int] (Get-Content -LiteralPath "$Drive/changes")
    if ($changes -lt $n) { "unkilled after $changes changes: same $((Get-NetworkState) -eq $start), snapshots $(@(Get-ChildItem $snapshots -ErrorAction Ignore).Count)"; break }
    $touched = (Get-NetworkState) -ne $start
    if ($n -eq 2) {
        $env:KILL_AT = 0
        & $Pwsh -NoProfile -NonInteractive -Command $recover
    }
    elseif (@(Get-ChildItem $snapshots -ErrorAction Ignore).Count -gt 0) { Restore-RecoveryNic -SnapshotPath $snapshots -WarningAction SilentlyContinue }
    "killed at $n ($code), touched $touched`: same $((Get-NetworkState) -eq $start), snapshots $(@(Get-ChildItem $snapshots -ErrorAction Ignore).Count)"
}
$work.Dispose()
'@
        Set-Content -LiteralPath "$TestDrive/driver.ps1" $driver
        $said = @(ip netns exec $ns (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File "$TestDrive/driver.ps1" $ModulePath $TestDrive (Get-Process -Id $PID).Path $real)
        Write-Information ($said -join "`n") -InformationAction Continue
        $killed = @($said -like 'killed at *')
        $killed.Count | Should -BeGreaterThan 3
        @($killed -match 'touched True').Count | Should -BeGreaterThan 1
        foreach ($line in $killed) { $line | Should -Match 'killed at \d+ \(137\), touched (True|False): same True, snapshots 0' }
        $said[-1] | Should -Match 'unkilled after \d+ changes: same True, snapshots 0'
    }
}
