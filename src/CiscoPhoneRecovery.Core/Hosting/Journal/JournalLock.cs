using System.IO;

namespace CiscoPhoneRecovery.Hosting;

/// <summary>Keeps a journal to one server: a file of the same name with ".lock" beside it, open for as long as the journal is.</summary>
internal static class JournalLock
{
    /// <exception cref="JournalInUseException">Another server has it.</exception>
    public static FileStream Take(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new JournalInUseException(path, error);
        }
    }
}
