namespace CiscoPhoneRecovery.Loads;

/// <summary>A phone model of the 7900 family that a recovery knows.</summary>
/// <param name="Name">As in option 60 after "IP Phone ", such as CP-7965G or CP-7941G-GE.</param>
/// <param name="ModelId">Cisco's model number, as in XMLDefault's loadInformation element.</param>
/// <param name="TermFile">The manifest that a reset phone asks for, such as term65.default.loads.</param>
/// <param name="Family">The number in the family's load and image names: 11, 41, 42, 45, 70 or 75.</param>
public sealed record PhoneModel(string Name, int ModelId, string TermFile, int Family)
{
    /// <summary>Without "CP-" and "G": 7965, 7941-GE.</summary>
    public string ShortName => Name.Replace("CP-", string.Empty).Replace("G-GE", "-GE").TrimEnd('G');

    public override string ToString() => Name;
}
