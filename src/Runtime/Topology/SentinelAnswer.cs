using System.Net;

namespace RedisSafety.Topology;

/// <summary>What one Sentinel answers about a deployment.</summary>
/// <param name="Sentinel">The Sentinel.</param>
/// <param name="Primary">The node that it names as the primary.</param>
/// <param name="Epoch">The configuration epoch of that: each failover takes a higher one, by a vote of the Sentinels.</param>
internal sealed record SentinelAnswer(string Sentinel, string Primary, long Epoch)
{
    /// <summary>Whether the Sentinel is replacing the primary.</summary>
    public bool IsFailingOver { get; init; }

    /// <summary>Whether enough Sentinels agree that the primary is down.</summary>
    public bool IsDown { get; init; }

    /// <summary>The replica that the Sentinel is promoting; <see langword="null"/> if it promotes none.</summary>
    public string? Promoted { get; init; }

    /// <summary>The Sentinel that leads the failover; <see langword="null"/> if none is known to.</summary>
    public string? Leader { get; init; }

    /// <summary>Every node that the Sentinel names, the primary included.</summary>
    public IReadOnlyList<EndPoint> Members { get; init; } = [];
}
