<#
.SYNOPSIS
    Recovers phones on two NICs at once, each with a switch and a network of its own.
.DESCRIPTION
    Both benches serve one root. The networks differ, 10.1.1.0/24 and 10.1.2.0/24, because a PC with the same network on two NICs sends its answers out of one
    of them. Each phone is written when it is recovered, with the bench it is on. Both NICs are put back at the end, after Ctrl+C and after an error as well.
.PARAMETER InterfaceAlias
    The two NICs.
.PARAMETER RootPath
    The folder to serve, as Expand-PhoneLoad fills it.
.PARAMETER Count
    How many phones to recover on both benches together.
.PARAMETER TimeoutSeconds
    How long to wait for them.
.PARAMETER IPAddress
    The station's address on each NIC; the networks must differ.
.PARAMETER Rehearsal
    Serve software phones on two loopback addresses; no NIC is touched.
.PARAMETER DhcpPort
    For a rehearsal.
.PARAMETER TftpPort
    For a rehearsal.
.EXAMPLE
    ./Start-TwoBenches.ps1 -InterfaceAlias 'Ethernet 2', 'Ethernet 3' -RootPath C:\PhoneRoot -Count 20
#>
[CmdletBinding(DefaultParameterSetName = 'Bench')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Bench')] [ValidateCount(2, 2)] [string[]] $InterfaceAlias,
    [Parameter(Mandatory = $true)] [string] $RootPath,
    [ValidateRange(1, 4096)] [int] $Count = 1,
    [ValidateRange(1, 604800)] [int] $TimeoutSeconds = 7200,
    [ValidateCount(2, 2)] [string[]] $IPAddress = @('10.1.1.2', '10.1.2.2'),
    [Parameter(Mandatory = $true, ParameterSetName = 'Rehearsal')] [switch] $Rehearsal,
    [Parameter(ParameterSetName = 'Rehearsal')] [int] $DhcpPort = 67,
    [Parameter(ParameterSetName = 'Rehearsal')] [int] $TftpPort = 69
)

$ErrorActionPreference = 'Stop'
$networks = $IPAddress | ForEach-Object { $_.Substring(0, $_.LastIndexOf('.')) }
if ($networks[0] -eq $networks[1]) {
    throw "Both benches would be in the network $($networks[0]).0/24."
}

$servers = @()
$prepared = @()
try {
    foreach ($i in 0, 1) {
        $place = @{ IPAddress = $IPAddress[$i] }
        if ($InterfaceAlias) {
            $place.InterfaceAlias = $InterfaceAlias[$i]
            Set-RecoveryNic @place
            $prepared += $InterfaceAlias[$i]
        }

        $servers += Start-RecoveryTftp -Path $RootPath -Port $TftpPort -Name "TFTP of bench $($i + 1)" -Rehearsal:$Rehearsal @place
        $servers += Start-RecoveryDhcp -Port $DhcpPort -Name "DHCP of bench $($i + 1)" -Rehearsal:$Rehearsal @place
    }

    Wait-PhoneRecovery -Count $Count -TimeoutSeconds $TimeoutSeconds | ForEach-Object {
        $bench = 1 + [array]::IndexOf($networks, "$($_.IPAddress)".Substring(0, "$($_.IPAddress)".LastIndexOf('.')))
        $_ | Add-Member -NotePropertyName Bench -NotePropertyValue $bench -PassThru
    }
}
finally {
    $servers | Remove-Job -Force
    if ($prepared) {
        Restore-RecoveryNic -InterfaceAlias $prepared -ErrorAction Continue
    }
}
