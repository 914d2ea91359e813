using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;

namespace CiscoPhoneRecovery.Hosting.Nic;

/// <summary>The folder of the snapshots, one JSON file a NIC. Every write is whole or not at all, and on the device when the call returns.</summary>
public sealed class NicSnapshotStore
{
    private const string Extension = ".nic.json";

    public NicSnapshotStore(string? folder = null) => Folder = folder ?? DefaultFolder;

    /// <summary>ProgramData\CiscoPhoneRecovery on Windows; elsewhere XDG_STATE_HOME (or ~/.local/state) /phone-recovery.</summary>
    public static string DefaultFolder
    {
        get
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "CiscoPhoneRecovery");
            }

            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return Path.Combine(string.IsNullOrEmpty(state) ? Path.Combine(home, ".local", "state") : state, "phone-recovery");
        }
    }

    public string Folder { get; }

    public string PathOf(string nicId) =>
        Path.Combine(Folder, string.Concat(nicId.Trim('{', '}').Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' ? c.ToString() : $"%{(int)c:x2}")) + Extension);

    /// <summary>The snapshot of a NIC; null when there is none.</summary>
    /// <exception cref="NicException">The file is there but cannot be read, or others may have written it.</exception>
    public NicSnapshot? Load(string nicId)
    {
        string path = PathOf(nicId);
        return File.Exists(path) ? Read(path) : null;
    }

    /// <summary>All snapshots on disk, damaged ones as the error that reading them gives.</summary>
    public IEnumerable<(string Path, NicSnapshot? Snapshot, NicException? Error)> LoadAll()
    {
        if (!Directory.Exists(Folder))
        {
            yield break;
        }

        string[] files = [];
        NicException? closed = null;
        try
        {
            files = Directory.GetFiles(Folder, "*" + Extension);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            closed = new NicException(NicFault.NotElevated, $"The folder of the kept settings, '{Folder}', cannot be read: {e.Message}", "Use administrator or root rights.", e);
        }

        if (closed is not null)
        {
            yield return (Folder, null, closed);
        }

        foreach (string path in files.OrderBy(p => p, StringComparer.Ordinal))
        {
            NicSnapshot? snapshot = null;
            NicException? error = null;
            try
            {
                snapshot = Read(path);
            }
            catch (NicException e)
            {
                error = e;
            }

            yield return (path, snapshot, error);
        }
    }

    /// <summary>Writes a snapshot.</summary>
    /// <param name="snapshot">What to write.</param>
    /// <param name="replace">False for the first write: a snapshot that is there already is never replaced.</param>
    /// <exception cref="NicException">It cannot be written, or is there already.</exception>
    public void Save(NicSnapshot snapshot, bool replace)
    {
        string path = PathOf(snapshot.NicId);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            PrivateFolder.Make(Folder);
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                SnapshotTrust.KeepPrivate(file);
                Write(snapshot, file);
                file.Flush(flushToDisk: true);
            }

            if (replace && File.Exists(path))
            {
                File.Replace(beside, path, destinationBackupFileName: null);
            }
            else
            {
                // Fails when another process was quicker; its snapshot is the older one.
                File.Move(beside, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            TryDelete(beside);
            throw new NicException(
                NicFault.SnapshotUnwritable,
                $"The settings of {snapshot.NicName} could not be kept in '{path}': {e.Message}",
                "Nothing was changed. Make the folder writable or name another one.",
                e);
        }
    }

    /// <summary>Forgets the snapshot of a NIC; does nothing when there is none.</summary>
    /// <exception cref="NicException">The file remains.</exception>
    public void Delete(string nicId)
    {
        string path = PathOf(nicId);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // No folder, no snapshot.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NicException(
                NicFault.SnapshotNotDeleted,
                $"the kept settings in '{path}' could not be deleted: {e.Message}",
                "Delete the file by hand, else they are taken for the original the next time.",
                e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report; a stray .tmp file is never read.
        }
    }

    private static NicSnapshot Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (SnapshotTrust.Objection(file) is string objection)
            {
                throw new NicException(
                    NicFault.SnapshotUntrusted,
                    $"The kept settings in '{path}' {objection}, so they are not put back.",
                    "Read the file. If the settings are right, make it root's own (chown root, chmod 600); if not, delete it and set the interface by hand.");
            }

            return Parse(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SerializationException)
        {
            throw new NicException(
                NicFault.SnapshotDamaged,
                $"The kept settings in '{path}' cannot be read: {e.Message}",
                "Set the interface by hand, then delete the file.",
                e);
        }
    }

    /// <exception cref="SerializationException">It is no snapshot.</exception>
    internal static NicSnapshot Parse(Stream from)
    {
        NicSnapshot? snapshot = JsonText.Read<NicSnapshot>(from);
        if (snapshot is { Version: NicSnapshot.CurrentVersion, Settings: { Addresses: not null, Routes: not null, DnsServers: not null } }
            && !string.IsNullOrEmpty(snapshot.NicId) && snapshot.FirewallRules is not null && snapshot.Applied is not null)
        {
            return snapshot;
        }

        throw new SerializationException("a part of it is missing, or another version wrote it");
    }

    internal static void Write(NicSnapshot snapshot, Stream to)
    {
        using var json = JsonReaderWriterFactory.CreateJsonWriter(to, new UTF8Encoding(false), ownsStream: false, indent: true, indentChars: "  ");
        new DataContractJsonSerializer(typeof(NicSnapshot)).WriteObject(json, snapshot);
    }
}
