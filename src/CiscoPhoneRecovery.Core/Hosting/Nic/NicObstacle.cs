namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>Something on the PC, beside the settings of the NIC, that would keep phones from being served.</summary>
/// <param name="What">One sentence without its full stop.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record NicObstacle(string What, string Advice)
{
    public override string ToString() => $"{What}. {Advice}";
}
