<#
.SYNOPSIS
    Builds, tests, documents and packages CiscoPhoneRecovery.
.DESCRIPTION
    Runs in Windows PowerShell 5.1 and in PowerShell 7. "dotnet build" alone leaves the same module folder as the task Build.

    Build    compiles everything; the module is then in out/CiscoPhoneRecovery
    Test     builds, then runs the unit tests (dotnet test) and the module tests (Pester 5)
    Docs     remakes module/en-US/CiscoPhoneRecovery.dll-Help.xml from docs/en-US with PlatyPS
    Package  builds, then makes out/CiscoPhoneRecovery.<version>.nupkg
    Clean    removes out, bin and obj
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Clean, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release'
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$out = Join-Path $root 'out'
$module = Join-Path $out 'CiscoPhoneRecovery'
$manifest = Join-Path $module 'CiscoPhoneRecovery.psd1'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args ended with exit code $LASTEXITCODE."
    }
}

function Invoke-BuildTask {
    Invoke-DotNet build (Join-Path $root 'CiscoPhoneRecovery.sln') -c $Configuration --nologo -v minimal
}

function Invoke-TestTask {
    Invoke-BuildTask
    Invoke-DotNet test (Join-Path $root 'CiscoPhoneRecovery.sln') -c $Configuration --nologo --no-build

    # "dotnet test" runs the module tests in PowerShell 7 where that is installed. Windows PowerShell runs them itself.
    if ($PSVersionTable.PSVersion.Major -gt 5) {
        return
    }

    $pester = Get-Module -ListAvailable -Name Pester | Where-Object { $_.Version.Major -ge 5 } | Select-Object -First 1
    if (-not $pester) {
        Write-Warning 'The module tests are skipped in Windows PowerShell: Pester 5 is not installed (Install-Module Pester -Force -SkipPublisherCheck).'
        return
    }

    Import-Module $pester.Path
    $result = Invoke-Pester -Path (Join-Path (Join-Path $root 'tests') 'module') -Output Normal -PassThru
    if ($result.Result -ne 'Passed') {
        throw "$($result.FailedCount) module tests failed."
    }
}

function Invoke-DocsTask {
    & (Join-Path (Join-Path $root 'docs') 'Update-Help.ps1')
}

function Invoke-PackageTask {
    Invoke-BuildTask
    if (-not (Get-Command -Name Compress-PSResource -ErrorAction SilentlyContinue)) {
        throw 'Packing needs Compress-PSResource: Install-Module Microsoft.PowerShell.PSResourceGet -MinimumVersion 1.1.0.'
    }

    $version = (Import-PowerShellDataFile -Path $manifest).ModuleVersion
    $package = Join-Path $out "CiscoPhoneRecovery.$version.nupkg"
    if (Test-Path -LiteralPath $package) {
        Remove-Item -LiteralPath $package
    }

    Compress-PSResource -Path $module -DestinationPath $out
    Write-Output "The package is $package."
}

function Invoke-CleanTask {
    $folders = @($out)
    foreach ($part in 'src', 'tests', 'bench') {
        $path = Join-Path $root $part
        if (Test-Path -LiteralPath $path) {
            $folders += Get-ChildItem -LiteralPath $path -Directory -Recurse | Where-Object { 'bin', 'obj' -contains $_.Name } | ForEach-Object { $_.FullName }
        }
    }

    $folders | Where-Object { Test-Path -LiteralPath $_ } | ForEach-Object { Remove-Item -LiteralPath $_ -Recurse -Force }
}

foreach ($name in $Task) {
    & "Invoke-${name}Task"
}

if ($Task -contains 'Build') {
    Write-Output ''
    Write-Output "The module is built. Next: Import-Module '$module'; Get-Command -Module CiscoPhoneRecovery"
}
