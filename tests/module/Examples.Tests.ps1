BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:examples = Join-Path $Root 'docs/examples'
    $script:workspace = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
    $script:zips = $workspace.MakeZips([Threading.CancellationToken]::None) | Where-Object { $_ -match '7906' }

    # It keeps asking until a server is there, as a phone does.
    function Start-SoftwarePhone([int] $Number, [string] $Station) {
        $model = [CiscoPhoneRecovery.Loads.ModelCatalogue]::All | Where-Object { $_.Name -eq 'CP-7906G' }
        $mac = New-Object Net.NetworkInformation.PhysicalAddress (, [byte[]] (2, 0x79, 0, 3, 0, $Number))
        $server = New-Object Net.IPEndPoint ([Net.IPAddress]::Parse($Station)), 50267
        $phone = [CiscoPhoneRecovery.Hosting.SoftwarePhoneHost]::OnLoopback((New-Object CiscoPhoneRecovery.Simulation.SoftwarePhoneProfile $model, $mac), $server, 50269)
        $phone.PowerOn()
        $phone
    }
}

AfterAll {
    $workspace.Dispose()
}

Describe 'The examples' {
    It 'run a bench by itself, and keep a report that makes a ticket' {
        $report = Join-Path $TestDrive 'phones.csv'
        $phones = 1, 2 | ForEach-Object { Start-SoftwarePhone $_ '127.4.1.2' }
        try {
            $bench = @{ Path = $zips; ReportPath = $report; RootPath = $workspace.Root; Count = 2; Hours = 0.02; Rehearsal = $true; IPAddress = '127.4.1.2'; DhcpPort = 50267; TftpPort = 50269 }
            @(& "$examples/Start-RecoveryBench.ps1" @bench).Count | Should -Be 2
        }
        finally { $phones | ForEach-Object { $_.Dispose() } }
        @(Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' }).Count | Should -Be 0
        $lines = @(Import-Csv -LiteralPath $report)
        "$($lines.Name | Sort-Object)" | Should -Be 'SEP027900030001 SEP027900030002'
        "$($lines.State)" | Should -Be 'Recovered Recovered'
        $ticket = $lines | & "$examples/ConvertTo-RecoveryTicket.ps1" -Title 'INC1'
        $ticket | Should -Match '^INC1: 2 of 2 phones recovered'
        $ticket | Should -Match '(?m)^SEP027900030002 +CP-7906G +Recovered'
    }

    It 'put what a phone says into HTML as text, the phones that are not done first' {
        $phones = @(
            [pscustomobject] @{ Name = 'SEP1'; Model = 'CP-7906G'; State = 'Recovered'; Load = 'x'; Advice = '' }
            [pscustomobject] @{ Name = '<script>'; Model = 'CP-7906G'; State = 'Stalled'; Load = 'x'; Advice = 'Check the cable.' }
        )
        $html = $phones | & "$examples/ConvertTo-RecoveryTicket.ps1" -As Html -Title 'A & B'
        $html | Should -Match '<h2>A &amp; B: 1 of 2 phones recovered</h2>'
        $html | Should -Match '(?s)&lt;script&gt;.*Check the cable.*SEP1'
        $html | Should -Not -Match '<script>'
    }

    It 'serve two benches at once' {
        $phones = (Start-SoftwarePhone 11 '127.5.1.2'), (Start-SoftwarePhone 12 '127.5.2.2')
        $null = Expand-PhoneLoad -Path $zips -DestinationPath $workspace.Root -Rehearsal
        try {
            $done = & "$examples/Start-TwoBenches.ps1" -RootPath $workspace.Root -Count 2 -TimeoutSeconds 60 -Rehearsal -IPAddress 127.5.1.2, 127.5.2.2 -DhcpPort 50267 -TftpPort 50269
        }
        finally { $phones | ForEach-Object { $_.Dispose() } }
        "$($done | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Bench)" })" | Should -Be 'SEP02790003000B 1 SEP02790003000C 2'
        @(Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' }).Count | Should -Be 0
        { & "$examples/Start-TwoBenches.ps1" -RootPath $workspace.Root -Rehearsal -IPAddress 127.5.1.2, 127.5.1.3 } | Should -Throw '*127.5.1.0/24*'
    }
}
