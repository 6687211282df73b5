using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>A replication group to generate alarms for.</summary>
/// <param name="Group">The id of the replication group.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Replicas">The number of replicas per shard.</param>
/// <param name="Mode">The cluster mode, which decides how nodes are named.</param>
internal sealed record AlarmRequest(string Group, int Shards, int Replicas, ClusterMode Mode)
{
    /// <summary>The most shards and replicas that ElastiCache allows.</summary>
    private const int MostShards = 500;
    private const int MostReplicas = 5;

    /// <summary>The ARN of a topic that exists; null to create one.</summary>
    public string? Topic { get; init; }

    /// <summary>The virtual CPUs of a node: up to 2 need an alarm on the host's CPU as well. Null if unknown.</summary>
    public int? VirtualCpus { get; init; }

    /// <summary>Add alarms on latency, which engines from 7.2 emit.</summary>
    public bool WithLatency { get; init; }

    /// <summary>The fault of the request; null if there is none.</summary>
    public string? Fault =>
        Group.Length is 0 or > 40 || !char.IsLetter(Group[0]) || Group.EndsWith("-", StringComparison.Ordinal)
            || Group.IndexOf("--", StringComparison.Ordinal) >= 0
                || !Group.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-')
            ? $"'{Group}' is no id of a replication group: 1 to 40 letters, digits and single hyphens, the first a letter"
        : Shards is < 1 or > MostShards ? $"a group has 1 to {MostShards} shards, not {Shards}"
        : Replicas is < 0 or > MostReplicas ? $"a shard has 0 to {MostReplicas} replicas, not {Replicas}"
        : Mode == ClusterMode.Disabled && Shards > 1 ? "a group with cluster mode disabled has one shard"
        : Shards * (Replicas + 1) > MostShards ? $"a group has at most {MostShards} nodes"
        : VirtualCpus is < 1 ? "a node has at least one virtual CPU"
        : null;

    /// <summary>The group as far as the request describes it.</summary>
    public ReplicationGroup ToGroup()
    {
        var place = new SourcePlace("command line", 0, 0, "--group " + Group);
        return new ReplicationGroup
        {
            Place = place,
            Dialect = Dialect.Cli,
            Name = Id,
            Id = Setting<string>.Of(Id, place),
            Mode = Setting<ClusterMode>.Of(Mode, place),
            Shards = Setting<int>.Of(Shards, place),
            ReplicasPerShard = Setting<int>.Of(Replicas, place),
            ShardNodes = [.. Enumerable.Range(1, Shards)
                .Select(shard => (shard.ToString("0000", System.Globalization.CultureInfo.InvariantCulture), Replicas + 1))],
        };
    }

    /// <summary>ElastiCache stores ids in lower case, and CloudWatch compares them with their case.</summary>
#pragma warning disable CA1308
    public string Id => Group.ToLowerInvariant();
#pragma warning restore CA1308
}
