namespace RedisSafety.Drills.Targets;

/// <summary>A disturbance of local servers.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Description">One sentence: what happens.</param>
/// <param name="ExpectsFailover">True if another node becomes the primary.</param>
/// <param name="StartAsync">Starts the servers.</param>
/// <param name="ReturnsToFirst">True if the first primary is the primary again at the end.</param>
internal sealed record LocalScenario(
    string Name,
    string Description,
    bool ExpectsFailover,
    Func<LocalDelays, Task<LocalServers>> StartAsync,
    bool ReturnsToFirst = false);
