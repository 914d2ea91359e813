<#
.SYNOPSIS
    Makes docs/phone-recovery.svg: the console's live view, as it looked in the middle of a real rehearsal.
.DESCRIPTION
    Runs "phone-recovery rehearse" on a pseudo-terminal (the program script of util-linux), takes the screen at the moment at which the most phones were done while
    the most were still loading, and draws it. The figures in the picture are that run's.
.EXAMPLE
    ./docs/Make-Picture.ps1
#>
[CmdletBinding()]
param(
    [string] $Path = (Join-Path $PSScriptRoot 'phone-recovery.svg'),

    # Columns of the terminal.
    [int] $Width = 112,

    # The built console program; left out, it is built first.
    [string] $Program
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
if (-not $Program) {
    & dotnet build (Join-Path $root 'src/CiscoPhoneRecovery.Console') -c Release --nologo -v quiet | Out-Null
    $Program = Join-Path $root 'src/CiscoPhoneRecovery.Console/bin/Release/net10.0/phone-recovery.dll'
}

$recording = [IO.Path]::GetTempFileName()
try {
    Write-Verbose 'Rehearsing ...'
    & script -qefc "stty cols $Width rows 50; TERM=xterm-256color dotnet '$Program' rehearse" $recording | Out-Null
    $text = [IO.File]::ReadAllText($recording)
}
finally { Remove-Item -LiteralPath $recording }

# The live view moves the cursor up and draws over itself: what stands between two such moves is one screen.
$screen = $text -split "\x1b\[\d+A" | Where-Object { $_ -match 'Downloading' } |
    Sort-Object { [Math]::Min([regex]::Matches($_, 'mRecovered').Count, [regex]::Matches($_, 'mDownloading').Count) } | Select-Object -Last 1
if (-not $screen) { throw 'The run showed no phone that loads.' }

$colours = @{ '1' = '#f14c4c'; '9' = '#f14c4c'; '2' = '#4ec96f'; '10' = '#4ec96f'; '3' = '#e5c07b'; '11' = '#e5c07b'; '8' = '#7f848e' }
$cell = 8.4
$row = 19
function ConvertTo-Xml([string] $Value) { [Security.SecurityElement]::Escape($Value) }

$lines = @($screen -split "`r?`n" | ForEach-Object { $_.Trim("`r") -replace '\s+$' } | Where-Object { ($_ -replace '\x1b\[[0-9;?]*[a-zA-Z]', '').Trim() })
$drawn = New-Object Collections.Generic.List[string]
$y = 44
$longest = 0
foreach ($line in @("$ phone-recovery rehearse") + $lines) {
    $column = 0
    $fill = '#d7dae0'
    foreach ($part in [regex]::Matches($line, '\x1b\[([0-9;?]*)([a-zA-Z])|[^\x1b]+')) {
        if ($part.Value[0] -eq [char] 27) {
            $code = $part.Groups[1].Value
            if ($part.Groups[2].Value -eq 'm') {
                $colour = if ($code -match '38;5;(\d+)') { $colours[$Matches[1]] }
                $fill = if ($colour) { $colour } else { '#d7dae0' }
            }

            continue
        }

        if ($part.Value.Trim()) {
            $x = [Math]::Round(16 + $column * $cell, 1)
            $length = [Math]::Round($part.Value.Length * $cell, 1)
            $drawn.Add("<text x=""$x"" y=""$y"" fill=""$fill"" textLength=""$length"">$(ConvertTo-Xml $part.Value)</text>")
        }

        $column += $part.Value.Length
    }

    $longest = [Math]::Max($longest, ($line -replace '\x1b\[[0-9;?]*[a-zA-Z]', '').TrimEnd().Length)
    $y += $row
}

$w = [int] (32 + $longest * $cell)
$svg = @(
    "<svg xmlns=""http://www.w3.org/2000/svg"" viewBox=""0 0 $w $y"" width=""$w"" height=""$y"" font-family=""Cascadia Mono,DejaVu Sans Mono,Menlo,Consolas,monospace"" font-size=""14"">"
    '<title>phone-recovery rehearse: thirteen software phones, some recovered, some loading</title>'
    "<rect width=""$w"" height=""$y"" rx=""8"" fill=""#1e2127""/>"
    '<g fill="#7f848e"><circle cx="20" cy="16" r="5"/><circle cx="38" cy="16" r="5"/><circle cx="56" cy="16" r="5"/></g>'
    '<g xml:space="preserve">'
    $drawn
    '</g>'
    '</svg>'
)
[IO.File]::WriteAllText($Path, ($svg -join "`n") + "`n", (New-Object Text.UTF8Encoding $false))
$null = [xml] (Get-Content -Raw -LiteralPath $Path)
Write-Output $Path
