BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:pwsh = (Get-Process -Id $PID).Path
    $script:workspace = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
    $zips = $workspace.MakeZips([Threading.CancellationToken]::None)
    $null = Expand-PhoneLoad -Path $zips[3] -DestinationPath $workspace.Root -Rehearsal -WarningAction SilentlyContinue

    # One phone, recovered by the two jobs of a station, in whatever session runs it.
    $script:recoverOne = {
        param([string] $Root, [string] $Station, [string] $Journal, [hashtable] $More = @{})
        $tftp = Start-RecoveryTftp $Root -IPAddress $Station -Port 0 -Rehearsal -WarningAction SilentlyContinue
        $dhcp = Start-RecoveryDhcp -IPAddress $Station -Port 0 -Rehearsal -JournalPath $Journal @More
        $model = [CiscoPhoneRecovery.Loads.ModelCatalogue]::All | Where-Object { $_.Name -eq 'CP-7965G' }
        $mac = New-Object Net.NetworkInformation.PhysicalAddress (, [byte[]] (2, 0x79, 0, 2, 0, 1))
        $phone = New-Object CiscoPhoneRecovery.Simulation.SoftwarePhoneProfile $model, $mac
        $phone = [CiscoPhoneRecovery.Hosting.SoftwarePhoneHost]::OnLoopback($phone, $dhcp.EndPoint, $tftp.EndPoint.Port)
        try {
            $phone.PowerOn()
            Wait-PhoneRecovery -TimeoutSeconds 60
        }
        finally { $phone.Dispose() }
    }

    function Invoke-Session([string] $Script) {
        & $pwsh -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; `$WarningPreference = 'SilentlyContinue'; $Script"
    }

    function Open-Page([string] $Address) {
        $listener = New-Object Net.Sockets.TcpListener ([Net.IPAddress]::Parse($Address)), 80
        $listener.Start()
        $listener
    }

    # A phone's web server, for one question: answers with a load and tells the path it was asked for.
    function Read-Question($Page, [string] $Load, [int] $Seconds) {
        for ($i = 0; $i -lt 10 * $Seconds -and -not $Page.Pending(); $i++) { Start-Sleep -Milliseconds 100 }
        if (-not $Page.Pending()) { return }
        $client = $Page.AcceptTcpClient()
        $stream = $client.GetStream()
        $buffer = New-Object byte[] 1024
        [Text.Encoding]::ASCII.GetString($buffer, 0, $stream.Read($buffer, 0, 1024)).Split(' ')[1]
        $answer = [Text.Encoding]::ASCII.GetBytes("HTTP/1.0 200 OK`r`n`r`n<DeviceInformation><versionID>$Load</versionID></DeviceInformation>")
        $stream.Write($answer, 0, $answer.Length)
        $client.Dispose()
    }
}

AfterAll {
    Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force
    $workspace.Dispose()
}

Describe 'The event journal' {
    AfterEach { Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force }

    It 'is read by another session, as objects of the same type, while the station runs' {
        $journal = Join-Path $TestDrive 'leases.journal'
        $here = & $recoverOne $workspace.Root '127.1.6.2' $journal @{ NoVerify = $true }
        $there = Invoke-Session "`$p = Get-PhoneRecoveryStatus -JournalPath '$journal'; `$p.GetType().FullName; `$p.Name; `$p.State; `$p.Load; `$p.Bytes; `$p.Evidence.Count; `$p.Advice"
        $there | Should -Be $here.GetType().FullName, $here.Name, 'Recovered', 'SCCP45.8-5-2S', $here.Bytes, $here.Evidence.Count, $here.Advice
    }

    It 'holds one JSON object a line with time, source and kind, from the start of the servers to their end' {
        $journal = Join-Path $TestDrive 'lines.journal'
        $null = & $recoverOne $workspace.Root '127.1.6.12' $journal @{ NoVerify = $true }
        Get-Job RecoveryDhcp | Stop-Job
        for ($i = 0; $i -lt 50 -and -not (Select-String -LiteralPath "$journal.jsonl" -Pattern '"kind":"Stopped"' -Quiet); $i++) { Start-Sleep -Milliseconds 100 }
        $lines = Get-Content -LiteralPath "$journal.jsonl" | ConvertFrom-Json
        $lines[0].kind, $lines[-1].kind | Should -Be 'Started', 'Stopped'
        $lines.time | Should -Not -Contain $null
        ($lines | Where-Object { $_.source -eq 'dhcp' -and $_.kind -eq 'Acknowledged' })[0].mac | Should -Be '027900020001'
        ($lines | Where-Object { $_.source -eq 'tftp' -and $_.kind -eq 'Completed' }).file | Should -Contain 'term65.default.loads'
        ($lines | Where-Object { $_.source -eq 'phone' }).kind | Select-Object -Unique | Should -Be 'Seen', 'Leased', 'Downloading', 'Installing', 'Recovered'
    }

    It 'brings the phones of a killed station back, and counts them for no new one' {
        $journal = Join-Path $TestDrive 'killed.journal'
        Invoke-Session "& { $recoverOne } '$($workspace.Root)' 127.2.6.2 '$journal' @{ NoVerify = `$true } | Out-Null; Stop-Process -Id `$PID -Force" 2>&1 | Out-Null
        $before = Get-PhoneRecoveryStatus -JournalPath $journal
        $null = Start-RecoveryDhcp -IPAddress 127.2.6.2 -Port 0 -Rehearsal -JournalPath $journal
        $after = Get-PhoneRecoveryStatus -MacAddress $before.MacAddress | Where-Object { $_.IPAddress.ToString() -like '127.2.6.*' }
        $after.State, $after.FirstSeen, $after.Bytes | Should -Be $before.State, $before.FirstSeen, $before.Bytes
        $after.Evidence[-1] | Should -Be 'the station was started again'
        { Wait-PhoneRecovery -TimeoutSeconds 1 -ErrorAction Stop } | Should -Throw '*0 of 1 phones*'
        Get-Job RecoveryDhcp | Stop-Job
        { Wait-PhoneRecovery -TimeoutSeconds 1 -ErrorAction Stop } | Should -Throw '*0 of 1 phones*'
    }

    It 'is passed over where it is damaged, with a warning' {
        $journal = Join-Path $TestDrive 'damaged.jsonl'
        Invoke-Session "& { $recoverOne } '$($workspace.Root)' 127.1.6.32 '$TestDrive/whole.journal' @{ NoVerify = `$true } | Out-Null; Get-Job | Stop-Job" | Out-Null
        [IO.File]::WriteAllText($journal, "no JSON`n" + [IO.File]::ReadAllText("$TestDrive/whole.journal.jsonl") + '{"torn')
        $phones = Get-PhoneRecoveryStatus -JournalPath $journal -WarningVariable said -WarningAction SilentlyContinue
        $phones.State | Should -Be 'Recovered'
        "$said" | Should -Match '^1 lines of .*damaged\.jsonl'
    }

    It 'that is not there is an error of its own, and the next one is read' {
        $failure = $null
        $null = 'nope.jsonl' | ForEach-Object { Get-PhoneRecoveryStatus -JournalPath (Join-Path $TestDrive $_) -ErrorVariable failure -ErrorAction SilentlyContinue }
        $failure[0].FullyQualifiedErrorId | Should -Be 'JournalNotRead,CiscoPhoneRecovery.Commands.GetPhoneRecoveryStatusCommand'
        $failure[0].CategoryInfo.Category | Should -Be 'ReadError'
        $failure[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'of another station is left to it, with a warning, and the phones are served' {
        $journal = Join-Path $TestDrive 'held.journal'
        $lock = New-Object IO.FileStream "$journal.jsonl.lock", ([IO.FileMode]::OpenOrCreate), ([IO.FileAccess]::ReadWrite), ([IO.FileShare]::None)
        try {
            $job = Start-RecoveryDhcp -IPAddress 127.1.6.42 -Port 0 -Rehearsal -JournalPath $journal -WarningVariable said -WarningAction SilentlyContinue
            $job.State | Should -Be 'Running'
            "$said" | Should -Match 'held\.journal\.jsonl is in use'
        }
        finally { $lock.Dispose() }
    }
}

Describe 'A phone''s status in other forms' {
    It 'is text in a CSV file and in HTML, without Report as well as with it' {
        $journal = Join-Path $TestDrive 'forms.journal'
        Invoke-Session "& { $recoverOne } '$($workspace.Root)' 127.1.6.52 '$journal' @{ NoVerify = `$true } | Out-Null; Get-Job | Stop-Job" | Out-Null
        $phone = Get-PhoneRecoveryStatus -JournalPath $journal
        foreach ($object in $phone, ($phone | Select-Object Report)) {
            $csv = $object | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv
            $csv.Name, $csv.MacAddress, $csv.Model, $csv.IPAddress, $csv.State, $csv.Load | Should -Be 'SEP027900020001', '027900020001', 'CP-7965G', '127.1.6.10', 'Recovered', 'SCCP45.8-5-2S'
            "$($object | ConvertTo-Csv)$($object | ConvertTo-Html)" | Should -Not -Match 'System\.(String|Object|Collections)'
        }

        ($phone | ConvertTo-Csv | ConvertFrom-Csv).Evidence | Should -Match '^DHCP from .*; leased 127\.1\.6\.10; .*the new load runs$'
        "$($phone | ConvertTo-Html -Property Name, Evidence)" | Should -Match 'leased 127\.1\.6\.10; asked for term65'
    }

    It 'has every property that a report wants' {
        $names = [CiscoPhoneRecovery.Phones.PhoneRecoveryStatus].GetProperties().Name
        'MacAddress', 'Name', 'Model', 'IPAddress', 'State', 'Load', 'ReportedLoad', 'Manifest', 'File', 'FilesDone', 'FilesTotal', 'Bytes', 'TotalBytes', 'PercentComplete', 'BytesPerSecond',
        'Retransmissions', 'Attempts', 'FirstSeen', 'LastSeen', 'Elapsed', 'Evidence', 'Advice' | ForEach-Object { $names | Should -Contain $_ }
    }
}

Describe 'Verification' {
    BeforeDiscovery {
        $script:whyNot = if ($IsLinux -and (id -u) -ne '0') { 'port 80 needs root' } elseif ($IsMacOS) { 'loopback has one address' }
    }

    AfterEach { Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force }

    It 'shows the load that the phone''s own page reports' -Skip:([bool] $whyNot) {
        $page = Open-Page 127.1.7.10
        try {
            $null = & $recoverOne $workspace.Root '127.1.7.2' (Join-Path $TestDrive 'verified.journal')
            Read-Question $page 'SCCP45.8-5-2S' -Seconds 10 | Should -Be '/DeviceInformationX'
            for ($i = 0; $i -lt 50 -and -not ($phone = Get-PhoneRecoveryStatus -State Verified); $i++) { Start-Sleep -Milliseconds 100 }
            "$($phone.IPAddress)", $phone.ReportedLoad, $phone.IsDone | Should -Be '127.1.7.10', 'SCCP45.8-5-2S', $true
        }
        finally { $page.Stop() }
    }

    It 'asks nobody with -NoVerify' -Skip:([bool] $whyNot) {
        $page = Open-Page 127.1.8.10
        try {
            $null = & $recoverOne $workspace.Root '127.1.8.2' (Join-Path $TestDrive 'unverified.journal') @{ NoVerify = $true }
            Read-Question $page 'SCCP45.8-5-2S' -Seconds 4 | Should -BeNullOrEmpty
            (Get-PhoneRecoveryStatus | Where-Object { "$($_.IPAddress)" -eq '127.1.8.10' }).State | Should -Be 'Recovered'
        }
        finally { $page.Stop() }
    }
}
