namespace RedisSafety.Drills;

/// <summary>How a drill loads a deployment and how long it watches.</summary>
internal sealed record DrillSettings
{
    /// <summary>The names of the clients that run side by side, of <see cref="Load.ShopClients.Systems"/>. The first is judged.</summary>
    public IReadOnlyList<string> Systems { get; init; } = ["redissafety"];

    /// <summary>The seed of the load and of the moment of the trigger.</summary>
    public int Seed { get; init; }

    /// <summary>Workers of each client. A worker waits for its reply before its next call.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Calls a second of each client.</summary>
    public int Rate { get; init; } = 400;

    /// <summary>How long the load runs before the trigger.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long clients are watched after the servers have recovered.</summary>
    public TimeSpan Observe { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the servers may take to recover, and to be redundant again.</summary>
    public TimeSpan ServerLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The budget of a call through RedisSafety.</summary>
    public TimeSpan CallBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The load stops if more calls of the judged client fail.</summary>
    public int StopAtFailed { get; init; } = int.MaxValue;

    /// <summary>Writes that each client must have made before the trigger.</summary>
    public int LeastWrites { get; init; } = 50;
}
