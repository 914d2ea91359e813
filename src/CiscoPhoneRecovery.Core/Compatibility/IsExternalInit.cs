namespace System.Runtime.CompilerServices;

/// <summary>Lets the compiler offer <c>init</c> and <c>record</c> on .NET Standard 2.0, which lacks the type it looks for.</summary>
internal static class IsExternalInit
{
}
