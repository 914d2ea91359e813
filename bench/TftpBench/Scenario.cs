using System.Collections.Generic;
using System.Linq;

namespace CiscoPhoneRecovery.Bench.Tftp;

/// <summary>One way to load a server.</summary>
/// <param name="Name">As it stands in the table.</param>
/// <param name="Clients">Clients at a time, each reading the file again and again.</param>
/// <param name="BlockSize">The blksize option; 0 leaves options out, as phones do.</param>
/// <param name="WindowSize">The windowsize option; 0 leaves it out.</param>
/// <param name="Loss">Packets lost on purpose in each direction, percent.</param>
/// <param name="Servers">Who takes part; empty means everyone.</param>
internal sealed record Scenario(string Name, int Clients, int BlockSize = 0, int WindowSize = 0, int Loss = 0, params string[] Servers)
{
    public static IReadOnlyList<Scenario> All { get; } =
        new[] { 1, 16, 64, 245 }.Select(n => new Scenario($"512 bytes, {Text(n)}", n))
            .Concat(new[] { 1, 16, 64, 245 }.Select(n => new Scenario($"blksize 1428, {Text(n)}", n, BlockSize: 1428)))
            .Concat(new[] { 1, 16 }.Select(n => new Scenario(
                $"windowsize 8, {Text(n)}", n, WindowSize: 8, Servers: new[] { ServerUnderTest.Ours, "atftpd" })))
            .Append(new Scenario("512 bytes, 16 clients, 5% lost", 16, Loss: 5))
            .ToList();

    public bool Includes(string server) => Servers.Length == 0 || Servers.Contains(server);

    private static string Text(int clients) => clients == 1 ? "1 client" : $"{clients} clients";
}
