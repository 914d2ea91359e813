using CiscoPhoneRecovery.Tftp;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>One version of a file of the root.</summary>
internal abstract class DiskFile : ITftpFile
{
    private volatile bool _changed;

    protected DiskFile(string name, string path, FileStamp stamp)
    {
        Name = name;
        Path = path;
        Stamp = stamp;
    }

    public string Name { get; }

    /// <summary>Where it lies.</summary>
    protected string Path { get; }

    public long Length => Stamp.Length;

    public FileStamp Stamp { get; }

    public bool Changed => _changed;

    public abstract void Read(long offset, byte[] buffer, int index, int count);

    /// <summary>Another version has taken its place, or none.</summary>
    public void Replace()
    {
        _changed = true;
        Rest();
    }

    /// <summary>Lets go of what the next read can get again.</summary>
    public virtual void Rest()
    {
    }

    public virtual bool IsStillOnDisk() => FileStamp.Of(Path) is FileStamp now && now.Equals(Stamp);
}
