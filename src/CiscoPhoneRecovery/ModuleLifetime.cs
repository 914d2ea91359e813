using System.Management.Automation;
using CiscoPhoneRecovery.Jobs;

namespace CiscoPhoneRecovery;

/// <summary>Remove-Module stops every server that the module started. The assembly itself stays loaded, so a later Import-Module finds a clean state.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        RecoveryJobs.StopAll();
        PhoneBoards.Close();
    }
}
