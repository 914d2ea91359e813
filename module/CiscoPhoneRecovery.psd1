@{
    RootModule             = 'CiscoPhoneRecovery.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '3d780306-0a12-4e1b-8fd0-d22fab789759'
    Author                 = 'CiscoPhoneRecovery contributors'
    CompanyName            = 'CiscoPhoneRecovery'
    Copyright              = 'Copyright (c) 2026 CiscoPhoneRecovery contributors. MIT licence.'
    Description            = 'Recovers Cisco 7900 phones (7906, 7911, 7941, 7961, 7942, 7962, 7945, 7965, 7970, 7971, 7975 and the GE models) that stop at "Auth Fail": turns this PC into a recovery station with its own DHCP and TFTP servers, serves the 8.5(2) loads from the zips of cisco.com, shows where every phone stands and what to do next, and puts the PC back as it was.'

    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')

    TypesToProcess         = @('CiscoPhoneRecovery.Types.ps1xml')
    FormatsToProcess       = @('CiscoPhoneRecovery.Format.ps1xml')

    CmdletsToExport        = @(
        'Expand-PhoneLoad'
        'Get-PhoneLoad'
        'Get-PhoneRecoveryStatus'
        'Get-RecoveryNic'
        'Invoke-PhoneRecovery'
        'Restore-RecoveryNic'
        'Set-RecoveryNic'
        'Start-RecoveryDhcp'
        'Start-RecoveryTftp'
        'Test-PhoneRecovery'
        'Wait-PhoneRecovery'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()

    PrivateData            = @{
        PSData = @{
            Tags         = @('Cisco', 'Phone', '7900', 'VoIP', 'Firmware', 'Recovery', 'DHCP', 'TFTP', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = '0.1.0: first release. See CHANGELOG.md of the project.'
        }
    }
}
