using Xunit;

namespace CiscoPhoneRecovery.Core.Tests;

/// <summary>
/// Tests that take every processor for a minute, or measure the whole process: they run after the others and one at a time, so that nobody
/// waits in vain beside them.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone
{
}
