BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:workspace = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
    $script:zips = $workspace.MakeZips([Threading.CancellationToken]::None)

    function Get-FirstError([scriptblock] $Work) {
        $ErrorActionPreference = 'Stop'
        try { $null = & $Work } catch { $_ }
    }
}

AfterAll { $workspace.Dispose() }

Describe 'Expand-PhoneLoad and Get-PhoneLoad' {
    It 'expand zips from wildcards and from the pipeline, and do nothing the second time' {
        $root = Join-Path $TestDrive 'root'
        $folder = Split-Path $zips[0]
        @(Expand-PhoneLoad (Join-Path $folder '*794[25]*.zip') $root -Rehearsal).Count | Should -Be 2
        $before = Get-ChildItem $root | Select-Object Name, Length, LastWriteTime
        @(Get-ChildItem $folder -Filter '*.zip' | Where-Object { $_.Name -match '794[25]' } | Expand-PhoneLoad -DestinationPath $root -Rehearsal).Count | Should -Be 2
        "$(Get-ChildItem $root | Select-Object Name, Length, LastWriteTime)" | Should -Be "$before"
        ((Get-PhoneLoad $root -Rehearsal -Coverage | Where-Object { $_.IsRecovered }).Model.Name | Sort-Object) -join ' ' | Should -Be 'CP-7942G CP-7945G CP-7962G CP-7965G'
    }

    It 'judge a zip without expanding it' {
        (Get-PhoneLoad $zips[0] -Rehearsal).Release.ToString() | Should -Be '8.5(2)'
    }

    It 'refuse what is no load, with the reason' {
        $html = Join-Path $TestDrive 'cmterm-7945_7965-sccp.8-5-2.zip'
        Set-Content -LiteralPath $html -Value '<html>please log in</html>'
        $failure = Get-FirstError { Expand-PhoneLoad -LiteralPath $html -DestinationPath (Join-Path $TestDrive 'other') }
        $failure.FullyQualifiedErrorId | Should -BeLike 'LoadRefused,*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Test-Path (Join-Path $TestDrive 'other') | Should -BeFalse
    }

    It 'tell of a disk that fails in the middle' {
        $file = Join-Path $TestDrive 'a file where the root should be'
        Set-Content -LiteralPath $file -Value 'in the way'
        $failure = Get-FirstError { Expand-PhoneLoad $zips[0] $file -Rehearsal }
        $failure.FullyQualifiedErrorId | Should -Be 'ExpandFailed,CiscoPhoneRecovery.Commands.ExpandPhoneLoadCommand'
        $failure.CategoryInfo.Category | Should -Be 'WriteError'
        Get-Content -LiteralPath $file | Should -Be 'in the way'
    }

    It 'say what is not there' {
        (Get-FirstError { Expand-PhoneLoad -LiteralPath (Join-Path $TestDrive 'no[pe].zip') -DestinationPath $TestDrive }).FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        (Get-FirstError { Get-PhoneLoad (Join-Path $TestDrive 'nope*') }).FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*'
        (Get-FirstError { Get-PhoneLoad 'env:' }).FullyQualifiedErrorId | Should -BeLike 'NotFileSystem,*'
    }

    It 'touch nothing with -WhatIf' {
        Expand-PhoneLoad $zips[0] (Join-Path $TestDrive 'whatif') -Rehearsal -WhatIf | Should -BeNullOrEmpty
        Test-Path (Join-Path $TestDrive 'whatif') | Should -BeFalse
    }

    It 'judge with -WhatIf all the same' {
        $page = Join-Path $TestDrive 'page.zip'
        Set-Content -LiteralPath $page -Value '<html>please log in</html>'
        Expand-PhoneLoad $page, $zips[0] (Join-Path $TestDrive 'whatif') -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue |
            Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'LoadRefused,*'
        "$warned" | Should -BeLike '*made for a rehearsal*'
        Test-Path (Join-Path $TestDrive 'whatif') | Should -BeFalse
    }

    It 'take names with brackets as they are' {
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive 'a[1]')
        $zip = Join-Path $folder.FullName 'load [old].zip'
        Copy-Item -LiteralPath $zips[0] -Destination $zip
        @(Expand-PhoneLoad -LiteralPath $zip -DestinationPath (Join-Path $folder.FullName 'root') -Rehearsal).Count | Should -Be 1
        @(Get-PhoneLoad -LiteralPath (Join-Path $folder.FullName 'root') -Rehearsal).Verdict | Should -Be 'Good'
    }

    It 'warn once of six bundles that are not for real phones, from wildcards and from the pipeline' {
        $null = Expand-PhoneLoad $zips (Join-Path $TestDrive 'six') -WarningVariable warned -WarningAction SilentlyContinue
        $warned.Count | Should -Be 1
        "$warned" | Should -BeLike '*SCCP11.8-5-2S, *SCCP75.8-5-2S were made for a rehearsal*'
        $null = Get-Item $zips | Expand-PhoneLoad -DestinationPath (Join-Path $TestDrive 'six') -WarningVariable piped -WarningAction SilentlyContinue
        $piped.Count | Should -Be 1
        $null = Get-PhoneLoad (Join-Path $TestDrive 'six') -WarningVariable judged -WarningAction SilentlyContinue
        $judged.Count | Should -Be 1
    }

    It 'say of a load that it is refused, and why' {
        $root = Join-Path $TestDrive 'broken'
        $null = Expand-PhoneLoad $zips[0] $root -Rehearsal
        Get-ChildItem $root -Filter 'dsp*' | Remove-Item
        $load = Get-PhoneLoad $root -Rehearsal -WarningVariable warned -WarningAction SilentlyContinue
        $load.Verdict | Should -Be 'Damaged'
        "$warned" | Should -BeLike '*names dsp*which is not here*'
        "$($load.Images | Where-Object { $_.State -eq 'Missing' })" | Should -BeLike 'dsp*.sbn (Missing)'
    }

    It 'fit eighty columns with nothing cut off' {
        $loads = Expand-PhoneLoad $zips (Join-Path $TestDrive 'wide') -WarningAction SilentlyContinue
        $text = $loads | Out-String -Width 80
        $text | Should -Not -Match ([char] 0x2026)
        $text | Should -Match 'SCCP41\.8-5-2S +8\.5\(2\) +7941, 7941-GE, 7961, 7961-GE +\d\.\d GoodWithWarnings'
        $coverage = Get-PhoneLoad $zips[0] -Coverage -Rehearsal | Out-String -Width 80
        $coverage | Should -Match 'CP-7941G-GE no +Expand cmterm-7941_7961-sccp\.8-5-2\.zip\.'
    }

    It 'make a flat row' {
        $row = Get-PhoneLoad $zips[0] -Rehearsal | Select-Object Report | ConvertTo-Csv | ConvertFrom-Csv
        $row.ModelNames | Should -Be '7906 7911'
        $row.Verdict | Should -Be 'Good'
        $row.Release | Should -Be '8.5(2)'
        foreach ($property in $row.PSObject.Properties) { $property.Value | Should -Not -BeLike 'CiscoPhoneRecovery.*' -Because $property.Name }
    }
}
