<#
.SYNOPSIS
    Makes a table of phones to paste into a ticket: plain text, or HTML for a mail.
.DESCRIPTION
    Takes phones from Get-PhoneRecoveryStatus, Wait-PhoneRecovery or Invoke-PhoneRecovery, and lines of the CSV file that Start-RecoveryBench.ps1 writes. Phones
    that are not done come first, with what to do about them. What the phones say of themselves is text from the network, so HTML is escaped.
.PARAMETER Phone
    The phones.
.PARAMETER As
    Text or Html.
.PARAMETER Title
    The line above the table, such as the number of the ticket.
.EXAMPLE
    Get-PhoneRecoveryStatus | ./ConvertTo-RecoveryTicket.ps1 -Title 'INC0012345' | Set-Clipboard
.EXAMPLE
    Import-Csv D:\phones.csv | ./ConvertTo-RecoveryTicket.ps1 -As Html | Set-Content D:\phones.html
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory = $true, ValueFromPipeline = $true)] [AllowEmptyCollection()] [object[]] $Phone,
    [ValidateSet('Text', 'Html')] [string] $As = 'Text',
    [string] $Title = 'Phone recovery'
)

begin {
    $phones = New-Object System.Collections.ArrayList
}

process {
    $Phone | Where-Object { $_ } | ForEach-Object { $null = $phones.Add($_) }
}

end {
    $isDone = { 'Recovered', 'Verified' -contains "$($_.State)" }
    $done = @($phones | Where-Object $isDone)
    $summary = '{0}: {1} of {2} phones recovered' -f $Title, $done.Count, $phones.Count
    $table = $phones | Sort-Object -Property $isDone, Name | Select-Object -Property Name, Model, State, Load, Advice
    if ($As -eq 'Html') {
        $heading = '<h2>{0}</h2>' -f [Net.WebUtility]::HtmlEncode($summary)
        ($table | ConvertTo-Html -Fragment -PreContent $heading) -join [Environment]::NewLine
    }
    else {
        # As wide as it must be: a ticket keeps long lines, and a table that was cut off helps nobody.
        $text = ($table | Format-Table -AutoSize | Out-String -Width 400) -split '\r?\n' | ForEach-Object { $_.TrimEnd() } | Where-Object { $_ }
        (@($summary, '') + $text) -join [Environment]::NewLine
    }
}
