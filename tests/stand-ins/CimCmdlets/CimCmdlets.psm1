. "$PSScriptRoot/../FakeMachine.ps1"

function Get-CimInstance {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $ClassName, [string] $Filter, [string[]] $Property, [string] $Namespace)
    Add-FakeCall Get-CimInstance
    if ($ClassName -ne 'Win32_Service' -or $Filter -notmatch '^ProcessId = (\d+)$') { throw 'Invalid query' }
    $process = [int] $Matches[1]
    (Get-FakeMachine).Services | Where-Object { $_.Process -eq $process } | ForEach-Object { [pscustomobject] @{ Name = $_.Name; DisplayName = $_.DisplayName; ProcessId = [uint32] $_.Process } }
}

Export-ModuleMember -Function Get-CimInstance
