<#
.SYNOPSIS
    Remakes module/en-US/CiscoPhoneRecovery.dll-Help.xml from docs/en-US with PlatyPS.
.DESCRIPTION
    The Markdown is in platyPS schema 2.0.0, which both generators read: Microsoft.PowerShell.PlatyPS 1.x and platyPS 0.14. Where neither is installed, the
    committed file stays as it is.
#>
[CmdletBinding()]
param()

$ErrorActionPreference = 'Stop'

# PlatyPS 1.0 drops the default values, which Get-Help would show.
function Add-DefaultValue {
    [OutputType([string])]
    param([string] $Maml, [string] $Pages)
    $document = New-Object Xml.XmlDocument
    $document.PreserveWhitespace = $true
    $document.LoadXml($Maml)
    $space = New-Object Xml.XmlNamespaceManager $document.NameTable
    $space.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $space.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $space.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    foreach ($command in $document.SelectNodes('//command:command', $space)) {
        $page = [IO.File]::ReadAllText((Join-Path $Pages "$($command.SelectSingleNode('command:details/command:name', $space).InnerText).md"))
        foreach ($parameter in $command.SelectNodes('.//command:parameter[not(dev:defaultValue)]', $space)) {
            $name = $parameter.SelectSingleNode('maml:name', $space).InnerText
            $default = [regex]::Match($page, "(?ms)^### -$name\r?$.*?^Default value: (.*?)\r?$").Groups[1].Value
            $type = $parameter.SelectSingleNode('dev:type', $space)
            if ($default -and $type) {
                $value = $document.CreateElement('dev', 'defaultValue', 'http://schemas.microsoft.com/maml/dev/2004/10')
                $value.InnerText = $default
                $null = $parameter.InsertAfter($value, $type)
                $null = $parameter.InsertAfter($document.CreateWhitespace("`n        "), $type)
            }
        }
    }

    $document.OuterXml
}

$root = Split-Path -Parent $PSScriptRoot
$pages = Join-Path $PSScriptRoot 'en-US'
$help = Join-Path (Join-Path $root 'module') 'en-US'

if (Get-Module -ListAvailable -Name Microsoft.PowerShell.PlatyPS) {
    Import-Module Microsoft.PowerShell.PlatyPS
    $folder = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid().ToString('N'))
    try {
        $made = Get-ChildItem -Path (Join-Path $pages '*-*.md') | ForEach-Object { Import-MarkdownCommandHelp -Path $_.FullName } |
            Export-MamlCommandHelp -OutputFolder $folder -Force
        $file = $made | Select-Object -First 1
        # PlatyPS 1.0 leaves the fences of the Markdown in the examples; Get-Help would print them. One way to end a line, so that a second run on another system changes nothing.
        $text = [IO.File]::ReadAllText($file.FullName).Replace("`r`n", "`n") -replace '```(powershell)?\n?', ''

        # Links between the pages are file names, which Get-Help -Online would take for addresses.
        $text = $text -replace '<maml:uri>[^<]*\.md</maml:uri>', '<maml:uri></maml:uri>'
        $text = Add-DefaultValue -Maml $text -Pages $pages
        [IO.File]::WriteAllText((Join-Path $help $file.Name), $text.TrimEnd() + "`n", (New-Object Text.UTF8Encoding $true))
    }
    finally {
        if (Test-Path -LiteralPath $folder) {
            Remove-Item -LiteralPath $folder -Recurse -Force
        }
    }
}
elseif (Get-Module -ListAvailable -Name platyPS) {
    Import-Module platyPS
    $null = New-ExternalHelp -Path $pages -OutputPath $help -Force
}
else {
    Write-Warning 'PlatyPS is not installed (Install-Module Microsoft.PowerShell.PlatyPS), so the committed help file stays as it is.'
}
