using System;

namespace CiscoPhoneRecovery.Core.Tests.Fuzzing;

/// <summary>A parser under fire.</summary>
/// <param name="Name">Also the folder of its seeds in Corpus.</param>
/// <param name="Parse">
/// Parses, and where there is a writer writes what was parsed and parses that. Throws when the parser throws what it does not document, or
/// when the two differ.
/// </param>
/// <param name="BytesOnce">Bytes it may allocate whatever the input.</param>
/// <param name="BytesAnOctet">Bytes it may allocate besides for each octet of the input.</param>
/// <param name="Longest">Longest input that is made of the seeds.</param>
public sealed record FuzzTarget(string Name, Action<byte[]> Parse, int BytesOnce = 64 * 1024, int BytesAnOctet = 200, int Longest = 2048)
{
    public override string ToString() => Name;
}
