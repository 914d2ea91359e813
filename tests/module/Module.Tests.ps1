BeforeDiscovery {
    . "$PSScriptRoot/Common.ps1"
    $script:cmdlets = $ModuleCmdlets | ForEach-Object { @{ name = $_.Name } }
    $script:scripts = Get-ChildItem -LiteralPath $Root -Recurse -Include *.ps1, *.psm1, *.psd1 | Where-Object { $_.FullName -notmatch '[\\/](out|bin|obj|\.git)[\\/]' } |
        ForEach-Object { @{ path = $_.FullName; name = $_.FullName.Substring($Root.Length + 1) } }
    $script:packer = [bool] (Get-Command -Name Compress-PSResource -ErrorAction SilentlyContinue)
    $script:analyzer = [bool] (Get-Module -ListAvailable -Name PSScriptAnalyzer)
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:manifest = Import-PowerShellDataFile -Path (Join-Path $ModulePath 'CiscoPhoneRecovery.psd1')
    $script:notOurs = [Management.Automation.PSCmdlet]::CommonParameters

    function Get-Parameter([string] $Name) {
        (Get-Command $Name).Parameters.Values | Where-Object { $notOurs -notcontains $_.Name }
    }
}

Describe 'The module folder' {
    It 'holds what it should, and nothing else' {
        $found = Get-ChildItem -LiteralPath $ModulePath -Recurse -File | ForEach-Object { $_.FullName.Substring($ModulePath.Length + 1).Replace('\', '/') } | Sort-Object
        $found -join ' ' | Should -Be ((
                'CiscoPhoneRecovery.Core.dll', 'CiscoPhoneRecovery.dll', 'CiscoPhoneRecovery.Format.ps1xml', 'CiscoPhoneRecovery.psd1', 'CiscoPhoneRecovery.Types.ps1xml',
                'en-US/about_CiscoPhoneRecovery.help.txt', 'en-US/CiscoPhoneRecovery.dll-Help.xml', 'LICENSE' | Sort-Object) -join ' ')
    }

    It 'has a manifest that is complete and true' {
        Test-ModuleManifest -Path (Join-Path $ModulePath 'CiscoPhoneRecovery.psd1') -WarningVariable warned -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
        $manifest.PowerShellVersion | Should -Be '5.1'
        "$($manifest.CmdletsToExport | Sort-Object)" | Should -Be "$((Get-Command -Module CiscoPhoneRecovery).Name | Sort-Object)"
        foreach ($key in 'Tags', 'LicenseUri', 'ReleaseNotes') { $manifest.PrivateData.PSData[$key] | Should -Not -BeNullOrEmpty }
    }

    It 'names no address of the project that does not exist' {
        # The project has no public address yet. When it has, it goes into ProjectUri and into HelpUri of every cmdlet, and this test says so.
        $manifest.PrivateData.PSData.Keys | Should -Not -Contain 'ProjectUri'
        (Get-Command -Module CiscoPhoneRecovery).HelpUri | Where-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'is imported in less than 100 ms more than an empty binary module' {
        $empty = Join-Path $TestDrive 'Empty.dll'
        Add-Type -OutputAssembly $empty -TypeDefinition 'using System.Management.Automation; [Cmdlet("Get", "EmptyThing")] public class EmptyThing : PSCmdlet { }'
        New-ModuleManifest -Path (Join-Path $TestDrive 'Empty.psd1') -RootModule 'Empty.dll' -CmdletsToExport 'Get-EmptyThing' -FunctionsToExport @() -AliasesToExport @() -VariablesToExport @()
        $pwsh = (Get-Process -Id $PID).Path
        function Measure-Import([string] $Path) {
            [double] (& $pwsh -NoProfile -NonInteractive -Command "`$clock = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$Path'; `$clock.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)")
        }
        # Side by side, and the best of five: what another program takes of the processor is not the module's.
        $times = foreach ($round in 1..5) {
            [pscustomobject] @{ Empty = Measure-Import (Join-Path $TestDrive 'Empty.psd1'); Ours = Measure-Import (Join-Path $ModulePath 'CiscoPhoneRecovery.psd1') }
        }
        $best = ($times.Ours | Measure-Object -Minimum).Minimum - ($times.Empty | Measure-Object -Minimum).Minimum
        $best | Should -BeLessThan 100
    }

    It 'exports every cmdlet that is compiled' {
        $compiled = [CiscoPhoneRecovery.ModuleLifetime].Assembly.GetExportedTypes() | ForEach-Object {
            $_.GetCustomAttributes([Management.Automation.CmdletAttribute], $false) | ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
        }
        "$($compiled | Sort-Object)" | Should -Be "$($manifest.CmdletsToExport | Sort-Object)"
    }

    It 'has the version of Directory.Build.props' {
        ([xml] (Get-Content -Raw -LiteralPath (Join-Path $Root 'Directory.Build.props'))).Project.PropertyGroup[0].Version | Should -Be $manifest.ModuleVersion
        [CiscoPhoneRecovery.ModuleLifetime].Assembly.GetName().Version.ToString(3) | Should -Be $manifest.ModuleVersion
    }

    It 'has data files that Windows PowerShell reads as UTF-8' {
        foreach ($file in Get-ChildItem -LiteralPath $ModulePath -Recurse -Include *.ps1xml, *.psd1, *.txt, *.xml) {
            $bytes = [IO.File]::ReadAllBytes($file.FullName)
            $bom = $bytes[0] -eq 0xEF -and $bytes[1] -eq 0xBB
            $ascii = -not ($bytes | Where-Object { $_ -gt 127 } | Select-Object -First 1)
            ($bom -or $ascii) | Should -BeTrue -Because $file.Name
        }
    }
}

Describe 'The package' {
    It 'is made, and installs from a folder' -Skip:(-not $packer) {
        $feed = Join-Path $TestDrive 'feed'
        $modules = Join-Path $TestDrive 'modules'
        $null = New-Item -ItemType Directory -Path $feed, $modules
        Compress-PSResource -Path $ModulePath -DestinationPath $feed
        $name = "recovery-test-$PID"
        Register-PSResourceRepository -Name $name -Uri $feed -Trusted
        try {
            Save-PSResource -Name CiscoPhoneRecovery -Repository $name -Path $modules
        }
        finally {
            Unregister-PSResourceRepository -Name $name
        }

        $saved = Join-Path $modules "CiscoPhoneRecovery/$($manifest.ModuleVersion)"
        (Test-ModuleManifest -Path (Join-Path $saved 'CiscoPhoneRecovery.psd1')).Version | Should -Be $manifest.ModuleVersion
        Join-Path $saved 'CiscoPhoneRecovery.Core.dll' | Should -Exist
    }
}

Describe 'Cmdlet <name>' -ForEach $cmdlets {
    It 'follows the conventions' {
        $command = Get-Command $name
        (Get-Verb -Verb $command.Verb) | Should -Not -BeNullOrEmpty
        $command.OutputType | Should -Not -BeNullOrEmpty
        foreach ($parameter in Get-Parameter $name) {
            $parameter.Name | Should -CMatch '^[A-Z][A-Za-z0-9]+$'
            if ($parameter.SwitchParameter) { $parameter.Name | Should -Not -Match '^(Enable|Disable|Dont)' }
        }
        if ($command.Verb -in 'Set', 'Restore', 'Start', 'Expand') { $command.Parameters.Keys | Should -Contain 'WhatIf' }
    }

    It 'has help that agrees with it: Markdown, MAML and Get-Help' {
        $page = Get-Content -Raw -LiteralPath (Join-Path $Root "docs/en-US/$name.md")
        $documented = [regex]::Matches($page, '(?m)^### -(\w+)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object
        "$documented" | Should -Be "$((Get-Parameter $name).Name | Sort-Object)"
        $help = Get-Help $name -Full
        $synopsis = [regex]::Match($page, '## SYNOPSIS\r?\n\r?\n(.+)').Groups[1].Value.Trim()
        $help.Synopsis.Trim() | Should -Be $synopsis
        "$($help.parameters.parameter.name | Sort-Object)" | Should -Be "$documented"
        foreach ($parameter in $help.parameters.parameter) { $parameter.description.Text | Should -Not -BeNullOrEmpty -Because $parameter.name }
        $fresh = [Activator]::CreateInstance((Get-Command $name).ImplementingType)
        foreach ($parameter in $help.parameters.parameter) {
            $written = [regex]::Match($page, "(?ms)^### -$($parameter.name)\r?$.*?^Default value: (.*?)\r?$").Groups[1].Value
            "$($parameter.defaultValue)" | Should -Be $written -Because "Get-Help shows the default of -$($parameter.name)"
            if ($parameter.name -in 'WhatIf', 'Confirm') { continue }
            $value = $fresh.$($parameter.name)
            # What the cmdlet works out itself the page may put in words.
            if ("$value" -eq '') { $written | Should -Not -BeNullOrEmpty -Because $parameter.name; continue }
            "$value" | Should -Be $written -Because "that is the default of -$($parameter.name)"
        }
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $page | Should -Not -Match '\{\{|Fill in|ProgressAction'
        ($help | Out-String) | Should -Not -Match '\{\{|```'
    }

    It 'has examples that parse and use parameters that exist' {
        $page = Get-Content -Raw -LiteralPath (Join-Path $Root "docs/en-US/$name.md")
        foreach ($example in [regex]::Matches($page, '(?s)```powershell\r?\n(.*?)```')) {
            $errors = $null
            $ast = [Management.Automation.Language.Parser]::ParseInput($example.Groups[1].Value, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($call in $ast.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $command = Get-Command $call.GetCommandName() -ErrorAction SilentlyContinue
                if (-not $command -or $command.Source -ne 'CiscoPhoneRecovery') { continue }
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [Management.Automation.Language.CommandParameterAst] }) {
                    $command.Parameters.Keys | Should -Contain $parameter.ParameterName
                }
            }
        }
    }
}

Describe 'The about topic' {
    It 'is found, and names cmdlets that exist' {
        $topic = Get-Content -Raw -LiteralPath (Join-Path $ModulePath 'en-US/about_CiscoPhoneRecovery.help.txt')
        foreach ($word in [regex]::Matches($topic, '\b[A-Z][a-z]+-(Recovery|Phone)\w+') | ForEach-Object { $_.Value } | Sort-Object -Unique) {
            (Get-Command $word -ErrorAction SilentlyContinue) | Should -Not -BeNullOrEmpty -Because $word
        }
        ($topic -split "`n" | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}

Describe 'The table of error ids' {
    It 'lists exactly the ids in the code' {
        $source = (Get-Content -Raw -LiteralPath (Join-Path $Root 'src/CiscoPhoneRecovery/Errors.cs'))
        $ids = @([regex]::Matches($source, '"([A-Z][A-Za-z]+)",\s+ErrorCategory') | ForEach-Object { $_.Groups[1].Value })
        $ids += [Enum]::GetNames([CiscoPhoneRecovery.Hosting.Nic.NicFault])
        $table = [regex]::Matches((Get-Content -Raw -LiteralPath (Join-Path $Root 'docs/errors.md')), '(?m)^\| `(\w+)`') | ForEach-Object { $_.Groups[1].Value }
        "$($table | Sort-Object)" | Should -Be "$($ids | Sort-Object -Unique)"
    }
}

Describe 'Script <name>' -ForEach $scripts {
    It 'has the grammar of Windows PowerShell 5.1' {
        $errors = $null
        $tokens = $null
        $ast = [Management.Automation.Language.Parser]::ParseFile($path, [ref] $tokens, [ref] $errors)
        $errors | Should -BeNullOrEmpty
        $newer = $ast.FindAll({ 'TernaryExpressionAst', 'PipelineChainAst' -contains $args[0].GetType().Name }, $true)
        $newer | Should -BeNullOrEmpty
        ($tokens | Where-Object { "$($_.Kind)" -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'Clean' }) | Should -BeNullOrEmpty
    }

    It 'is clean by the rules of the PowerShell Gallery' -Skip:(-not $analyzer) {
        if ($name -match 'stand-ins') { Set-ItResult -Skipped -Because 'it has the shape of Microsoft''s commands, not ours'; return }
        $found = Invoke-ScriptAnalyzer -Path $path -Settings (Join-Path $Root 'PSScriptAnalyzerSettings.psd1')
        if ($name -match '\.Tests\.ps1$') {
            # Pester shares variables between blocks in ways that the analyzer cannot follow, and test helpers are not part of anything's interface.
            $found = $found | Where-Object { $_.RuleName -notin 'PSUseDeclaredVarsMoreThanAssignments', 'PSUseShouldProcessForStateChangingFunctions', 'PSAvoidUsingPositionalParameters' }
        }
        ($found | ForEach-Object { "$($_.RuleName) line $($_.Line): $($_.Message)" }) -join "`n" | Should -BeNullOrEmpty
    }
}

Describe 'Completion' {
    It 'offers the interfaces by name' {
        $line = 'Set-RecoveryNic -InterfaceAlias '
        $offered = (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.ListItemText
        $expected = [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces() | Where-Object { "$($_.NetworkInterfaceType)" -ne 'Loopback' } | ForEach-Object { $_.Name }
        "$($offered | Sort-Object)" | Should -Be "$($expected | Sort-Object)"
    }

    It 'offers the states of a phone' {
        $line = 'Get-PhoneRecoveryStatus -State Rec'
        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'Recovered'
    }
}

Describe 'Parameters' {
    It 'take a MAC address however it is written, and refuse what is none' {
        foreach ($text in '001122334455', '00-11-22-33-44-55', '00:11:22:33:44:55', '0011.2233.4455', 'SEP001122334455', 'sep001122334455') {
            { Get-PhoneRecoveryStatus -MacAddress $text } | Should -Not -Throw
        }
        { Get-PhoneRecoveryStatus -MacAddress '0011' } | Should -Throw '*is no MAC address*'
    }

    It 'refuse addresses that no device can have' {
        { Get-RecoveryNic -IPAddress 127.0.0.1 } | Should -Throw '*no IPv4 address*'
        { Get-RecoveryNic -IPAddress 'fe80::1' } | Should -Throw '*no IPv4 address*'
        { Get-RecoveryNic -IPAddress 239.1.1.1 } | Should -Throw '*no IPv4 address*'
    }
}

Describe 'Views' {
    It 'fit into a hundred columns' {
        $objects = @(
            Get-RecoveryNic -WarningAction SilentlyContinue
            Get-PhoneLoad -Path $Root -Coverage -WarningAction SilentlyContinue
            New-Object CiscoPhoneRecovery.Phones.PhoneRecoveryStatus
        )
        $objects | Group-Object { $_.GetType().FullName } | ForEach-Object {
            $lines = ($_.Group | Format-Table | Out-String -Width 100) -split "`r?`n"
            ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 100 -Because $_.Name
            ($_.Group | Select-Object -First 1 | Format-List | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'are there for every type that a cmdlet writes' {
        $view = [xml] (Get-Content -Raw -LiteralPath (Join-Path $ModulePath 'CiscoPhoneRecovery.Format.ps1xml'))
        $types = $view.Configuration.ViewDefinitions.View.ViewSelectedBy.TypeName
        foreach ($output in (Get-Command -Module CiscoPhoneRecovery).OutputType.Name | Where-Object { $_ -notmatch 'Job$' } | Sort-Object -Unique) {
            $types | Should -Contain $output
        }
        foreach ($type in $types) { ($type -as [type]) | Should -Not -BeNullOrEmpty -Because $type }
    }
}
