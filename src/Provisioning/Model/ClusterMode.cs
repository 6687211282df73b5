namespace RedisSafety.Provisioning.Model;

/// <summary>The cluster mode of a replication group.</summary>
internal enum ClusterMode
{
    Disabled,
    Enabled,

    /// <summary>On its way from disabled to enabled: nodes are named as if it was enabled.</summary>
    Compatible,
}
