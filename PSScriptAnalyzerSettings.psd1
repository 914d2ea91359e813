@{
    # The rules that the PowerShell Gallery applies, and the grammar of Windows PowerShell 5.1.
    Severity     = @('Error', 'Warning')
    IncludeRules = @(
        'PSUseApprovedVerbs', 'PSReservedCmdletChar', 'PSReservedParams', 'PSShouldProcess', 'PSUseShouldProcessForStateChangingFunctions', 'PSUseSingularNouns'
        'PSMissingModuleManifestField', 'PSAvoidDefaultValueSwitchParameter', 'PSAvoidUsingCmdletAliases', 'PSAvoidUsingWMICmdlet', 'PSAvoidUsingEmptyCatchBlock'
        'PSUseCmdletCorrectly', 'PSAvoidUsingPositionalParameters', 'PSAvoidGlobalVars', 'PSUseDeclaredVarsMoreThanAssignments', 'PSAvoidUsingInvokeExpression'
        'PSAvoidUsingPlainTextForPassword', 'PSAvoidUsingComputerNameHardcoded', 'PSUsePSCredentialType', 'PSDSC*', 'PSUseToExportFieldsInManifest'
        'PSUseUTF8EncodingForHelpFile', 'PSUseCompatibleSyntax'
    )
    Rules        = @{
        PSUseCompatibleSyntax = @{ Enable = $true; TargetVersions = @('5.1') }
    }
}
