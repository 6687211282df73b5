using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>The primary that was elected last, whether or not it still answers.</summary>
/// <param name="Name">The node.</param>
/// <param name="Process">Its process; <see langword="null"/> if it is not known.</param>
/// <param name="First">Its position when it was elected.</param>
/// <param name="ElectedAt">When it was elected.</param>
internal sealed record Incumbent(string Name, string? Process, ReplicationPosition First, long ElectedAt)
{
    /// <summary>The history that it wrote last.</summary>
    public string? History { get; init; } = First.History;

    /// <summary>The moment since which it is not the primary any more; <see langword="null"/> while it is.</summary>
    public long? LostAt { get; init; }

    /// <summary>
    /// The primary whose data this one is not known to have: this one was elected because that one did not return. It serves again as
    /// soon as it does.
    /// </summary>
    public Incumbent? Displaced { get; init; }

    /// <summary>Whether a claimant is the same server, going on as the primary that it was.</summary>
    public bool Is(Claimant claimant) => Process is not null ? Process == claimant.Process : Name == claimant.Name;

    public static Incumbent Of(Claimant claimant, long now, Incumbent? displaced) =>
        new(claimant.Name, claimant.Process, claimant.Position, now) { Displaced = displaced };
}
