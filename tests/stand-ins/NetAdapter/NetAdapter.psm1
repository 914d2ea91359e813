. "$PSScriptRoot/../FakeMachine.ps1"

function Get-NetAdapter {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [Alias('ifAlias', 'InterfaceAlias')] [string[]] $Name, [Alias('ifIndex')] [uint32[]] $InterfaceIndex, [switch] $IncludeHidden, [switch] $Physical)
    Add-FakeCall Get-NetAdapter
    foreach ($nic in (Get-FakeMachine).Nics) {
        if ((-not $Name -or $Name -contains $nic.Name) -and (-not $InterfaceIndex -or $InterfaceIndex -contains $nic.Index)) {
            [pscustomobject] @{
                Name = $nic.Name; InterfaceAlias = $nic.Name; ifAlias = $nic.Name; InterfaceDescription = 'Stand-in'; InterfaceIndex = [uint32] $nic.Index; ifIndex = [uint32] $nic.Index
                InterfaceGuid = $nic.Guid; MacAddress = $nic.Mac; Status = $nic.Status; MediaType = $nic.MediaType; PhysicalMediaType = $nic.PhysicalMediaType
                Virtual = $nic.Virtual; HardwareInterface = $nic.HardwareInterface; Speed = [uint64] $nic.Speed
            }
        }
    }
}

Export-ModuleMember -Function Get-NetAdapter
