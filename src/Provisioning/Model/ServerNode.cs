namespace RedisSafety.Provisioning.Model;

/// <summary>A server, as its own replies describe it.</summary>
internal sealed class ServerNode
{
    public required SourcePlace Place { get; init; }

    /// <summary>Host and port, as the check reached it.</summary>
    public required string Endpoint { get; init; }

    public Setting<string> Version { get; init; }

    public Setting<bool> IsValkey { get; init; }

    /// <summary>It is a node of ElastiCache.</summary>
    public Setting<bool> IsElastiCache { get; init; }

    public Setting<bool> IsPrimary { get; init; }

    public Setting<bool> IsCluster { get; init; }

    /// <summary>The replicas that are in sync, as a primary counts them.</summary>
    public Setting<int> OnlineReplicas { get; init; }

    /// <summary>Seconds since the last data from the primary, or the worst of a primary's replicas.</summary>
    public Setting<int> Lag { get; init; }

    public Setting<string> EvictionPolicy { get; init; }

    /// <summary>Bytes; 0 means no limit.</summary>
    public Setting<long> MaxMemory { get; init; }

    public Setting<bool> AppendOnly { get; init; }

    /// <summary>The server saves snapshots by itself.</summary>
    public Setting<bool> Saves { get; init; }

    /// <summary>Replicas that must be in sync before a write is taken.</summary>
    public Setting<int> MinReplicasToWrite { get; init; }

    /// <summary>0 means that it is never promoted.</summary>
    public Setting<int> ReplicaPriority { get; init; }

    /// <summary>The <c>client-output-buffer-limit</c> of replicas: hard limit in bytes; 0 means none.</summary>
    public Setting<long> ReplicaBufferLimit { get; init; }

    /// <summary>The connection that asked is encrypted.</summary>
    public Setting<bool> IsEncrypted { get; init; }

    /// <summary>The server asks for a password.</summary>
    public Setting<bool> HasPassword { get; init; }
}
