# What the module tests share: the built module, in the order in which a fresh session would load it.
$script:Root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
$script:ModulePath = Join-Path (Join-Path $Root 'out') 'CiscoPhoneRecovery'

if (-not (Test-Path -LiteralPath (Join-Path $ModulePath 'CiscoPhoneRecovery.psd1'))) {
    throw "The module is not built: run build.ps1 first ($ModulePath)."
}

# Journals and kept settings of a test are no user's: they are the test run's own, and its child processes'.
if (-not $env:RECOVERY_TEST_STATE) {
    $env:RECOVERY_TEST_STATE = Join-Path ([IO.Path]::GetTempPath()) "recovery-state-$PID"
    $env:XDG_STATE_HOME = $env:RECOVERY_TEST_STATE
}

Import-Module $ModulePath
$script:ModuleCmdlets = @(Get-Command -Module CiscoPhoneRecovery)
