namespace RedisSafety.Provisioning.Model;

/// <summary>A node that a source names.</summary>
/// <param name="Id">Its <c>CacheClusterId</c>.</param>
/// <param name="Zone">Its availability zone.</param>
/// <param name="IsPrimary">Its role when the source was written.</param>
internal sealed record CacheNode(string Id, Setting<string> Zone, Setting<bool> IsPrimary);
