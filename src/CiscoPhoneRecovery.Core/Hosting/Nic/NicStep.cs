using System;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>One change to a NIC, with the words a person reads for it.</summary>
public sealed class NicStep
{
    private readonly Action<INicConfigurator, NicState> _change;

    public NicStep(string text, Action<INicConfigurator, NicState> change)
    {
        Text = text;
        _change = change;
    }

    /// <summary>Such as "remove address 192.168.0.7/24".</summary>
    public string Text { get; }

    public void Run(INicConfigurator configurator, NicState nic) => _change(configurator, nic);

    public override string ToString() => Text;
}
