<#
.SYNOPSIS
    Runs a bench by itself for some hours, and keeps a CSV file with a line for every phone.
.DESCRIPTION
    Expands the zips, prepares the NIC, serves, and writes a line to the report whenever a phone is recovered; phones may come and go meanwhile. When the time
    is over, or the number of phones is reached, the phones that are not done follow with what to do about them, and the NIC is put back. It is put back after
    Ctrl+C and after an error as well. A server that fails ends the script with the server's error, so that a scheduler sees it.
.PARAMETER Path
    The zips from cisco.com; wildcards are allowed.
.PARAMETER InterfaceAlias
    The NIC of the recovery network.
.PARAMETER ReportPath
    The CSV file. Lines are added to one that is there.
.PARAMETER RootPath
    The folder to expand into and to serve.
.PARAMETER Hours
    How long the bench runs at most.
.PARAMETER Count
    End earlier, when so many phones are recovered.
.PARAMETER Rehearsal
    Serve software phones on a loopback address; no NIC is touched.
.PARAMETER IPAddress
    The station's address.
.PARAMETER DhcpPort
    For a rehearsal.
.PARAMETER TftpPort
    For a rehearsal.
.EXAMPLE
    ./Start-RecoveryBench.ps1 -Path D:\zips\*.zip -InterfaceAlias 'Ethernet 2' -ReportPath D:\phones.csv -Hours 8
#>
[CmdletBinding(DefaultParameterSetName = 'Bench')]
param(
    [Parameter(Mandatory = $true)] [string[]] $Path,
    [Parameter(Mandatory = $true, ParameterSetName = 'Bench')] [string] $InterfaceAlias,
    [Parameter(Mandatory = $true)] [string] $ReportPath,
    [string] $RootPath = (Join-Path ([IO.Path]::GetTempPath()) 'PhoneRoot'),
    [ValidateRange(0.01, 168)] [double] $Hours = 8,
    [ValidateRange(1, 4096)] [int] $Count = 4096,
    [Parameter(Mandatory = $true, ParameterSetName = 'Rehearsal')] [switch] $Rehearsal,
    [string] $IPAddress = '10.1.1.2',
    [Parameter(ParameterSetName = 'Rehearsal')] [int] $DhcpPort = 67,
    [Parameter(ParameterSetName = 'Rehearsal')] [int] $TftpPort = 69
)

$ErrorActionPreference = 'Stop'
$columns = @(
    'Name', 'Model', 'State', 'Load', @{ Name = 'Minutes'; Expression = { [Math]::Round($_.Elapsed.TotalMinutes, 1) } }, 'Attempts'
    @{ Name = 'LastSeen'; Expression = { $_.LastSeen.ToString('s') } }, 'Advice'
)
$place = @{ IPAddress = $IPAddress }
if ($InterfaceAlias) {
    $place.InterfaceAlias = $InterfaceAlias
}

$null = Expand-PhoneLoad -Path $Path -DestinationPath $RootPath -Rehearsal:$Rehearsal
$begin = Get-Date
$prepared = $false
$servers = @()
try {
    if ($InterfaceAlias) {
        Set-RecoveryNic @place
        $prepared = $true
    }

    $servers += Start-RecoveryTftp -Path $RootPath -Port $TftpPort -Rehearsal:$Rehearsal @place
    $servers += Start-RecoveryDhcp -Port $DhcpPort -Rehearsal:$Rehearsal @place
    $done = 0
    $clock = [Diagnostics.Stopwatch]::StartNew()
    while ($done -lt $Count -and $clock.Elapsed.TotalHours -lt $Hours) {
        # A short wait, again and again: nothing is lost in between, because each recovery is counted once, and a server that failed is noticed.
        $left = [Math]::Ceiling($Hours * 3600 - $clock.Elapsed.TotalSeconds)
        $phone = Wait-PhoneRecovery -Count 1 -TimeoutSeconds ([Math]::Max(1, [Math]::Min(10, $left))) -ErrorAction SilentlyContinue
        if ($phone) {
            $phone | Select-Object -Property $columns | Export-Csv -LiteralPath $ReportPath -NoTypeInformation -Encoding UTF8 -Append
            $phone
            $done++
        }

        foreach ($server in $servers) {
            if ("$($server.State)" -eq 'Failed') {
                throw $server.Error[0].Exception
            }
        }
    }
}
finally {
    try {
        Get-PhoneRecoveryStatus -WarningAction SilentlyContinue |
            Where-Object { $_.LastSeen -ge $begin -and -not $_.IsDone -and "$($_.State)" -ne 'Ignored' } |
            Select-Object -Property $columns | Export-Csv -LiteralPath $ReportPath -NoTypeInformation -Encoding UTF8 -Append
    }
    finally {
        # Whatever became of the report, such as a spreadsheet that holds it.
        $servers | Remove-Job -Force
        if ($prepared) {
            Restore-RecoveryNic -InterfaceAlias $InterfaceAlias -ErrorAction Continue
        }
    }
}
