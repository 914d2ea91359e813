BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $script:workspace = New-Object CiscoPhoneRecovery.Hosting.RehearsalWorkspace
    $zips = $workspace.MakeZips([Threading.CancellationToken]::None)

    # A root for 7945 and 7965 alone.
    $null = Expand-PhoneLoad -Path $zips[3] -DestinationPath $workspace.Root -Rehearsal -WarningAction SilentlyContinue
    $script:tftp = Start-RecoveryTftp $workspace.Root -IPAddress 127.1.9.2 -Port 0 -Rehearsal -WarningAction SilentlyContinue
    $script:dhcp = Start-RecoveryDhcp -IPAddress 127.1.9.2 -Port 0 -Rehearsal -NoVerify
    $script:phones = foreach ($name in 'CP-7945G', 'CP-7965G', 'CP-7975G') {
        $model = [CiscoPhoneRecovery.Loads.ModelCatalogue]::All | Where-Object { $_.Name -eq $name }
        $mac = New-Object Net.NetworkInformation.PhysicalAddress (, [byte[]] (2, 0x79, 0, 3, 0, $model.Family))
        if ($name -eq 'CP-7965G') { $mac = New-Object Net.NetworkInformation.PhysicalAddress (, [byte[]] (2, 0x79, 0, 3, 0, 65)) }
        $phone = New-Object CiscoPhoneRecovery.Simulation.SoftwarePhoneProfile $model, $mac
        [CiscoPhoneRecovery.Hosting.SoftwarePhoneHost]::OnLoopback($phone, $dhcp.EndPoint, $tftp.EndPoint.Port)
    }
}

AfterAll {
    $phones | ForEach-Object { $_.Dispose() }
    Get-Job | Where-Object { $_.PSJobTypeName -like 'Recovery*' } | Remove-Job -Force
    $workspace.Dispose()
}

Describe 'Wait-PhoneRecovery' {
    It 'shows a bar for the whole and one a phone, completes them all, and ends with the advice for the phone that is not done' {
        $shell = [PowerShell]::Create()
        $null = $shell.AddScript("Import-Module '$ModulePath'; Wait-PhoneRecovery -Count 3 -TimeoutSeconds 30")
        $run = $shell.BeginInvoke()
        $phones | ForEach-Object { $_.PowerOn() }
        try { $done = $shell.EndInvoke($run) }
        finally { $progress = @($shell.Streams.Progress); $failure = $shell.Streams.Error[0]; $shell.Dispose() }

        $done.Model | Sort-Object | Should -Be 'CP-7945G', 'CP-7965G'
        $failure.FullyQualifiedErrorId | Should -BeLike 'RecoveryTimeout,*'
        "$failure" | Should -Match '2 of 3 phones .* SEP02790003004B is MissingFile'
        $failure.ErrorDetails.RecommendedAction | Should -Match 'SEP02790003004B: .*cmterm-7975-sccp\.8-5-2\.zip'

        $bars = $progress | Group-Object ActivityId
        $bars.Count | Should -Be 4
        $whole = $bars | Where-Object { $_.Group[0].ParentActivityId -lt 0 }
        $whole.Group[0].Activity | Should -Be 'Recovering phones'
        ($whole.Group | Where-Object { $_.RecordType -eq 'Processing' })[-1].StatusDescription | Should -Be '2 of 3 recovered, 1 on the way'
        foreach ($bar in $bars | Where-Object { $_.Name -ne $whole.Name }) {
            $bar.Group[0].ParentActivityId | Should -Be $whole.Name
            $bar.Group[0].Activity | Should -BeLike 'SEP027900030*'
        }

        $bars | ForEach-Object { "$($_.Group[-1].RecordType)" | Should -Be 'Completed' }
    }
}
