using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Xunit;

namespace CiscoPhoneRecovery.Core.Tests.Architecture;

/// <summary>The protocol folders do no I/O. Read from the compiled assembly, so that no using and no alias can hide a reference.</summary>
public sealed class LayeringTests
{
    private static readonly string[] PureNamespaces =
    {
        "CiscoPhoneRecovery.Dhcp", "CiscoPhoneRecovery.Tftp", "CiscoPhoneRecovery.Loads", "CiscoPhoneRecovery.Phones", "CiscoPhoneRecovery.Simulation",
    };

    private static readonly string[] ForbiddenNamespaces =
    {
        "System.Net.Sockets", "System.Threading", "System.Threading.Tasks", "System.Timers", "System.Diagnostics", "System.Net.Http", "CiscoPhoneRecovery.Hosting",
    };

    private static readonly string[] ForbiddenTypes =
    {
        "System.IO.File", "System.IO.FileInfo", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.FileStream", "System.IO.FileSystemWatcher",
        "System.Environment", "System.Console", "System.Net.NetworkInformation.NetworkInterface", "System.Net.NetworkInformation.Ping", "System.Net.Dns",
    };

    private static readonly string[] ForbiddenMembers =
    {
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
    };

    /// <summary>Atomics and memory barriers are no threads: a snapshot that another thread may take needs them.</summary>
    private static readonly string[] Allowed =
    {
        "System.Threading.Volatile", "System.Threading.Interlocked",

        // A token to give up by is a value that is handed in; iterators ask for the thread's number to know whether they can be used again.
        "System.Threading.CancellationToken", "System.Environment.get_CurrentManagedThreadId",
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_protocol_folders_know_no_socket_thread_clock_or_file_system(string folder)
    {
        string[] found = ReferencesOf(folder).Where(IsForbidden).Distinct().ToArray();
        Assert.True(found.Length == 0, $"{folder} refers to {string.Join(", ", found)}");
    }

    [Fact]
    public void The_reading_of_references_is_no_check_that_cannot_fail()
    {
        string[] hosting = ReferencesOf("CiscoPhoneRecovery.Hosting").ToArray();
        Assert.Contains(hosting, r => r.StartsWith("System.Net.Sockets.Socket", StringComparison.Ordinal));
        Assert.Contains(hosting, IsForbidden);
    }

    [Fact]
    public void Core_brings_no_other_assembly_than_the_platform()
    {
        Assert.Equal(new[] { "netstandard" }, typeof(StationOptions).Assembly.GetReferencedAssemblies().Select(a => a.Name));
    }

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    public static TheoryData<string> Folders() => new(PureNamespaces);

    private static bool IsForbidden(string reference)
    {
        if (Allowed.Any(a => reference.StartsWith(a, StringComparison.Ordinal)))
        {
            return false;
        }

        return ForbiddenMembers.Contains(reference)
            || ForbiddenTypes.Any(t => reference == t || reference.StartsWith(t + ".", StringComparison.Ordinal))
            || ForbiddenNamespaces.Any(n => reference.StartsWith(n + ".", StringComparison.Ordinal));
    }

    /// <summary>Every type and member that a method body, field or signature of the namespace names, from metadata tokens in its IL.</summary>
    private static IEnumerable<string> ReferencesOf(string folder)
    {
        Assembly assembly = typeof(StationOptions).Assembly;
        using var pe = new PEReader(File.OpenRead(assembly.Location));
        MetadataReader metadata = pe.GetMetadataReader();
        var names = new HashSet<string>();
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            if (OutermostNamespace(metadata, type) != folder)
            {
                continue;
            }

            foreach (MethodDefinition method in type.GetMethods().Select(metadata.GetMethodDefinition))
            {
                if (method.RelativeVirtualAddress != 0)
                {
                    ReadBody(metadata, pe.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!, names);
                }
            }
        }

        foreach (FieldInfo field in assembly.GetTypes().Where(t => t.Namespace == folder)
            .SelectMany(t => t.GetFields(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)))
        {
            names.Add(field.FieldType.FullName ?? field.FieldType.Name);
        }

        return names;
    }

    private static string OutermostNamespace(MetadataReader metadata, TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return metadata.GetString(type.Namespace);
    }

    /// <summary>Walks the instructions of a method and takes the tokens out of those that carry one.</summary>
    private static void ReadBody(MetadataReader metadata, byte[] il, HashSet<string> names)
    {
        for (int i = 0; i < il.Length;)
        {
            OpCode code = il[i] == 0xFE ? OpCodesByValue[unchecked((short)((il[i++] << 8) | il[i++]))] : OpCodesByValue[il[i++]];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Add(metadata, BitConverter.ToInt32(il, i), names);
                    i += 4;
                    break;
                case OperandType.InlineSwitch:
                    i += 4 + (4 * BitConverter.ToInt32(il, i));
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    i += 8;
                    break;
                case OperandType.InlineVar:
                    i += 2;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    i += 1;
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    i += 4;
                    break;
            }
        }
    }

    private static void Add(MetadataReader metadata, int token, HashSet<string> names)
    {
        int row = token & 0x00FF_FFFF;
        int table = token >> 24;
        if (table == 0x01 && row > 0 && row <= metadata.GetTableRowCount(TableIndex.TypeRef))
        {
            names.Add(NameOf(metadata, metadata.GetTypeReference((TypeReferenceHandle)MetadataTokens.Handle(token))));
        }
        else if (table == 0x0A && row > 0 && row <= metadata.GetTableRowCount(TableIndex.MemberRef))
        {
            MemberReference member = metadata.GetMemberReference((MemberReferenceHandle)MetadataTokens.Handle(token));
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                names.Add(NameOf(metadata, metadata.GetTypeReference((TypeReferenceHandle)member.Parent)) + "." + metadata.GetString(member.Name));
            }
        }
        else if (table == 0x02 && row > 0 && row <= metadata.GetTableRowCount(TableIndex.TypeDef))
        {
            TypeDefinition type = metadata.GetTypeDefinition((TypeDefinitionHandle)MetadataTokens.Handle(token));
            names.Add(metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name));
        }
        else if (table == 0x06 && row > 0 && row <= metadata.GetTableRowCount(TableIndex.MethodDef))
        {
            MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)MetadataTokens.Handle(token));
            TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
            names.Add(metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name) + "." + metadata.GetString(method.Name));
        }
    }

    private static string NameOf(MetadataReader metadata, TypeReference type) => metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
}
