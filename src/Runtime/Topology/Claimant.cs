using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>A node that reports that it is the primary, and everything that an election knows of it.</summary>
/// <param name="Name">The node.</param>
/// <param name="Order">Its place in the configuration, lowest first.</param>
/// <param name="Origin">How it became a primary.</param>
internal sealed record Claimant(string Name, int Order, ClaimOrigin Origin)
{
    /// <summary>The process behind the name; <see langword="null"/> if the server does not let it be asked.</summary>
    public string? Process { get; init; }

    public ReplicationPosition Position { get; init; }

    /// <summary>The last position of the history that its own one continues.</summary>
    public ReplicationPosition Former { get; init; }

    /// <summary>Whether it is about to hand over to a replica (<c>master_failover_state</c>).</summary>
    public bool IsHandingOver { get; init; }

    public static Claimant Of(string name, int order, NodeTrack track, NodeObservation observation) => new(name, order, track.Origin)
    {
        Process = observation.Process,
        Position = observation.Position,
        Former = observation.Former,
        IsHandingOver = observation.IsHandingOver,
    };

    /// <summary>Whether two names lead to the same server.</summary>
    public bool IsSameServerAs(Claimant other) => Process is not null && Process == other.Process;
}
