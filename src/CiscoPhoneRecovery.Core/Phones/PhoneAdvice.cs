using System;
using System.Collections.Generic;
using System.Linq;
using CiscoPhoneRecovery.Loads;

namespace CiscoPhoneRecovery.Phones;

/// <summary>The next thing to do at the bench, in a sentence or two for the technician. Sources: what users of these phones reported (field guide).</summary>
internal static class PhoneAdvice
{
    private const string Reset = "hold # while powering it on, release when the line lights flash, enter 123456789*0#";
    private const string EraseTrustList = "erase its ITL/CTL file (Settings, Security, unlock with **#)";

    /// <summary>For the bench as a whole while no phone has been heard.</summary>
    public static string NoPhone =>
        "No phone heard yet: check the link lights, the phone's power (PoE or its brick), that the cable is in its SW jack, that the firewall lets UDP 67 and 69 in, and that a managed switch port is not still in spanning-tree start-up.";

    /// <summary>Null where there is nothing to do but wait, for a moment.</summary>
    public static string? For(Phone phone, PhoneTimings timings, TimeSpan now) => phone.State switch
    {
        PhoneState.Seen => phone.SilentFor(now) < timings.QuietAfterDiscover && now - phone.StateSince < timings.QuietAfterDiscover
            ? null
            : "It asks for an address but does not take the one it is offered: look for another DHCP server or a router on this switch, and connect the phone by its SW (network) jack, not PC.",
        PhoneState.Leased => phone.SilentFor(now) < timings.QuietAfterLease ? null : WithoutTftp(phone),
        PhoneState.Downloading => null,
        PhoneState.Installing => now - phone.StateSince < timings.LongInstall
            ? "Do not unplug it: it writes its flash. Dark for five minutes and more is normal after 3491672850*#."
            : "It has been writing its flash for a long time. If its lights are steady and the screen stays dark, power it off and on once; its boot code starts the load again. After 3491672850*# wait an hour or two first.",
        PhoneState.Recovered or PhoneState.Verified => Done(phone),
        PhoneState.Rejected => $"It reads the manifest{OfLoad(phone)} and refuses the load: {AfterRefusal(phone)}",
        PhoneState.MissingFile => Missing(phone.MissingFile ?? string.Empty),
        PhoneState.Stalled => ReadManifestOnly(phone)
            ? $"It read the manifest{OfLoad(phone)} and asked for nothing more. Leave it on for three minutes: a phone that refuses a load reboots and reads the manifest again. If it does, {AfterRefusal(phone)}"
            : $"It went silent in the middle of a file: check its cable and power (a 7970 needs its power brick); if its lights are dead, {Reset}.",
        PhoneState.Ignored => "Not a Cisco phone: it gets no answer. Unplug it, or allow any client if it is one after all.",
        _ => null,
    };

    private static bool ReadManifestOnly(Phone phone) => phone.Download is { ManifestRead: true, AnyImageAsked: false };

    private static string OfLoad(Phone phone) => phone.Download switch
    {
        { Outline: { } outline } => $" of {outline.Load}",
        { } download => $" {download.Manifest}",
        null => string.Empty,
    };

    private static string WithoutTftp(Phone phone)
    {
        if (phone.WantsSignedConfiguration)
        {
            return $"It boots the load it has and wants a signed configuration, so it holds an ITL or CTL file. If it shows Auth Fail, that is why, whatever its load: {EraseTrustList}, or reset it ({Reset}).";
        }

        return phone.Evidence.ToArray().Any(e => e.StartsWith("asked for its configuration", StringComparison.Ordinal))
            ? $"It boots the load it has and asks for no other. To recover it: {Reset}."
            : "It has an address but asks for no file, so it does not take the TFTP server from DHCP: on the phone set Alternate TFTP to No (Settings, Network, unlock with **#), or reset it with # at power-on and 123456789*0#.";
    }

    private static string Done(Phone phone)
    {
        if (phone.State == PhoneState.Recovered && phone.ReportedLoad is not null && phone.Download?.Outline is { } outline)
        {
            return $"It was given {outline.Load}, but its own page reports {phone.ReportedLoad}: power it off and on, and see whether it asks for the load again; if not, reset it: {Reset}.";
        }

        return phone.WantsSignedConfiguration
            ? $"The load is good: do not recover it again. It wants a signed configuration, so {EraseTrustList}, then unplug it and put it back into production."
            : $"Done: unplug it and put it back into production. If it shows Auth Fail there, the load is good: {EraseTrustList}.";
    }

    private static string AfterRefusal(Phone phone) => phone.Model?.Family == 70
        ? "7970/7971 with old boot code need a step first: with the power brick plugged in, stage 8.3(3), else 8.2(1) or 7.0(2), let it load, then 8.5(2)."
        : "check the bundle (plain 8.5(2), not 8.5(2)SR1 or newer), unpack it afresh, then try 3491672850*#; a phone with very old boot code needs 8.3(3) first.";

    private static string Missing(string file)
    {
        if (LoadName.Parse(file) is { } load && load.Release.CompareTo(ReleaseVersion.LastWithBothKeys) != 0)
        {
            return $"It was told to take {load}, which the root does not have: no 8.5(2) zip holds it. Take the configuration that names it out of the root (XMLDefault.cnf.xml, SEP...), or reset the phone: {Reset}.";
        }

        PhoneModel[] models = ModelsFor(file).ToArray();
        return models.Length == 0
            ? $"The root has no {file}: stage the zip that holds it, then power the phone off and on."
            : $"The root has no {file}: stage {KnownZips.ForFamily(models[0].Family).Name}, the 8.5(2) zip for {Names(models)}, then power the phone off and on.";
    }

    private static IEnumerable<PhoneModel> ModelsFor(string file)
    {
        int? family = ModelCatalogue.FromTermFile(file).FirstOrDefault()?.Family ?? ImageName.Parse(file)?.Family ?? LoadName.Parse(file)?.Family;
        return ModelCatalogue.All.Where(m => m.Family == family);
    }

    private static string Names(PhoneModel[] models) =>
        string.Join("/", models.Where(m => models.Length == 1 || m.Family == 70 || !m.Name.EndsWith("-GE", StringComparison.Ordinal)).Select(m => m.ShortName));
}
