using System.Net;
using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Monitoring;

/// <summary>Chooses the authority over a deployment, and makes its shards by the elections that go with it.</summary>
internal sealed class Elections
{
    // A primary that returns after that finds a deployment that has lived on without it.
    private static readonly TimeSpan DisplacedLasts = TimeSpan.FromMinutes(5);

    private readonly RedisSafetyOptions _options;
    private readonly TimeProvider _time;
    private readonly bool _hasSentinels;
    private readonly string? _primaryEndpoint;
    private readonly bool _hasOnlyReaders;
    private long? _startedAt;

    /// <param name="options">What decides where nothing else does.</param>
    /// <param name="endpoints">The configured endpoints.</param>
    /// <param name="hasSentinels">Whether these are Sentinels.</param>
    /// <param name="time">The clock.</param>
    public Elections(RedisSafetyOptions options, IReadOnlyCollection<EndPoint> endpoints, bool hasSentinels, TimeProvider time)
    {
        _options = options;
        _time = time;
        _hasSentinels = hasSentinels;
        var candidates = endpoints.Where(static endpoint => !EndpointRole.IsReader(endpoint)).ToArray();
        _hasOnlyReaders = candidates.Length == 0;
        _primaryEndpoint = endpoints.Count == 1
            ? NodeName.Of(endpoints.First())
            : candidates is [var only] && EndpointRole.IsPrimary(only) ? NodeName.Of(only) : null;
    }

    /// <summary>The name behind which the provider puts the primary; <see langword="null"/> if there is none.</summary>
    public string? PrimaryEndpoint => _hasSentinels ? null : _primaryEndpoint;

    /// <summary>What the Sentinels answered last; <see langword="null"/> if none has answered yet.</summary>
    public SentinelAnswer? Sentinels { get; set; }

    /// <summary>Elects the primary of a shard, and finds its replicas.</summary>
    /// <param name="record">The shard's record, which remembers the outcome.</param>
    /// <param name="members">The nodes of the shard.</param>
    /// <param name="clusterPrimary">The node that the cluster names; <see langword="null"/> outside of a cluster.</param>
    /// <param name="lineage">Which histories continued which.</param>
    public Shard Elect(ShardRecord record, IReadOnlyList<NodeWatcher> members, string? clusterPrimary, Lineage lineage)
    {
        var now = _time.GetTimestamp();
        _startedAt ??= now;
        var claimants = members
            .Where(member => member.Node.Observation is { Role: NodeRole.Primary, IsPlacePending: false }
                && (_hasOnlyReaders || !EndpointRole.IsReader(member.Node.EndPoint)))
            .Select(static member => Claimant.Of(member.Node.Name, member.Order, member.Track, member.Node.Observation))
            .ToArray();
        var result = clusterPrimary is not null ? NamedElection.Elect(clusterPrimary, claimants, record.Incumbent, now)
            : _hasSentinels ? SentinelElection.Elect(Sentinels, claimants, record.Incumbent, now)
            : _primaryEndpoint is not null ? NamedElection.Elect(_primaryEndpoint, claimants, record.Incumbent, now)
            : NodeListElection.Elect(claimants, record.Incumbent, now, RulesOf(members, lineage));
        record.Incumbent = result.Incumbent;
        var primary = members.FirstOrDefault(member => member.Node.Name == result.Primary)?.Node;
        return new Shard(primary, ReplicasOf(members, primary, result.Incumbent, lineage), [.. members.Select(static member => member.Node)])
        {
            Status = result.Status,
            Rivals = result.Rivals,
        };
    }

    /// <summary>
    /// The replicas that may answer. One that follows another data set may not; if there is no primary, one that has lost its link still may.
    /// </summary>
    private static DeploymentNode[] ReplicasOf(IEnumerable<NodeWatcher> members, DeploymentNode? primary, Incumbent? incumbent, Lineage lineage)
    {
        var history = primary?.Observation.Position.History ?? incumbent?.History;

        // Whose history goes on from the primary's has left it, for a server that restarted from a file for example.
        bool HasItsData(string known) => lineage.Continues(history, known) || (primary is null && lineage.Continues(known, history));
        return
        [
            .. members.Select(static member => member.Node).Where(node =>
                node.Observation is { Role: NodeRole.Replica } observation
                && (observation.Linked || (primary is null && !observation.IsSyncing))
                && (history is null || !observation.Position.IsKnown || HasItsData(observation.Position.History!))),
        ];
    }

    private static bool IsKnown(NodeObservation observation) =>
        observation.Role == NodeRole.Unreachable ? observation.Error is not null : !observation.IsPlacePending;

    private ElectionRules RulesOf(IReadOnlyList<NodeWatcher> members, Lineage lineage) => new(lineage, _options.AmbiguousPrimary, Ticks(_options.UnrelatedPrimaryDelay))
    {
        IsEveryNodeKnown = members.All(static member => IsKnown(member.Node.Observation)) || _time.GetElapsedTime(_startedAt!.Value) > _options.NodeConnectTimeout,
        DisplacedLasts = Ticks(DisplacedLasts),
    };

    private long Ticks(TimeSpan time) => time < TimeSpan.Zero ? long.MaxValue : (long)(time.TotalSeconds * _time.TimestampFrequency);
}
