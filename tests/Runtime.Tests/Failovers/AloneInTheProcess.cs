namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>Tests that count what the whole process has, and so run when no other does.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;
