using System;
using System.Linq;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Phones;

/// <summary>One sentence or two for the technician: the next thing to do at the bench. Sources: what users of these phones reported (field guide).</summary>
internal static class PhoneAdvice
{
    public static string? For(Phone phone, PhoneTimings timings, TimeSpan now) => phone.State switch
    {
        PhoneState.Seen => phone.SilentFor(now) < timings.QuietAfterDiscover && now - phone.StateSince < timings.QuietAfterDiscover
            ? null
            : "It asks for an address but takes none: look for another DHCP server or a router on this switch, and connect the phone by its SW (network) jack, not PC.",
        PhoneState.Leased => AdviceWithoutTftp(phone, timings, now),
        PhoneState.Downloading => null,
        PhoneState.Installing => now - phone.StateSince < timings.LongInstall
            ? "Do not unplug it: it writes its flash. Dark for five minutes and more is normal after 3491672850*#."
            : "It has been writing its flash for a long time. If its lights are steady and the screen stays dark, power it off and on once; its boot code starts the load again.",
        PhoneState.Recovered => "Done: unplug it and put it back into production. If it shows Auth Fail there, erase its ITL/CTL file (Settings, Security, unlock with **#).",
        PhoneState.Verified => "Done: unplug it and put it back into production.",
        PhoneState.Rejected => AdviceRejected(phone),
        PhoneState.MissingFile => AdviceMissing(phone.MissingFile ?? string.Empty),
        PhoneState.Stalled => "It went silent in the middle of a file: check its cable and power (a 7970 needs its power brick); if its lights are dead, power it on again with # held and enter 123456789*0#.",
        PhoneState.Ignored => "Not a Cisco phone: it gets no answer. Unplug it, or allow any client if it is one after all.",
        _ => null,
    };

    /// <summary>Advice for the bench as a whole while no phone has been heard.</summary>
    public static string NoPhone =>
        "No phone heard yet: check the link lights, the phone's power (PoE or its brick), that the cable is in its SW jack, that the firewall lets UDP 67 and 69 in, and that a managed switch port is not still in spanning-tree start-up.";

    private static string? AdviceWithoutTftp(Phone phone, PhoneTimings timings, TimeSpan now)
    {
        if (phone.SilentFor(now) < timings.QuietAfterLease)
        {
            return null;
        }

        return phone.Evidence.ToArray().Any(e => e.StartsWith("asked for its configuration", StringComparison.Ordinal))
            ? "It boots the load it has and asks for no other. To recover it: hold # while powering on, release when the line lights flash, enter 123456789*0#."
            : "It has an address but asks for no file: on the phone set Alternate TFTP to No (Settings, Network, unlock with **#), or reset it with # at power-on and 123456789*0#.";
    }

    private static string AdviceRejected(Phone phone) => phone.Model?.Family == 70
        ? "It reads the manifest and refuses the load. 7970/7971 with old boot code need a step first: stage 8.3(3), else 8.2(1) or 7.0(2), let it load, then 8.5(2)."
        : "It reads the manifest and refuses the load: check the bundle (plain 8.5(2), not 8.5(2)SR1 or newer), unpack it afresh, then try 3491672850*#; a phone with very old boot code needs 8.3(3) first.";

    private static string AdviceMissing(string file)
    {
        PhoneModel? model = ModelCatalogue.FromTermFile(file).FirstOrDefault()
            ?? ModelCatalogue.All.FirstOrDefault(m => file.IndexOf(m.Family.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) >= 0);
        return model is null
            ? $"The root has no {file}: stage the zip that holds it, then power the phone off and on."
            : $"The root has no {file}: stage the 8.5(2) zip for {Siblings(model)}, then power the phone off and on.";
    }

    private static string Siblings(PhoneModel model) =>
        string.Join("/", ModelCatalogue.All.Where(m => m.Family == model.Family && !m.Name.EndsWith("-GE", StringComparison.Ordinal)).Select(m => m.ShortName)
            .DefaultIfEmpty(model.ShortName));
}
