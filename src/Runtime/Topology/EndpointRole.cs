using System.Net;

namespace RedisSafety.Topology;

/// <summary>What an endpoint's name says about the node behind it, by the naming rules of ElastiCache and MemoryDB.</summary>
/// <remarks>
/// Sources: "Finding connection endpoints" in the ElastiCache user guide. <c>master.shop.abc123.use1.cache.amazonaws.com</c> and
/// <c>shop.abc123.ng.0001.use1.cache.amazonaws.com</c> are primary endpoints; <c>replica.shop.…</c> and <c>shop-ro.abc123.ng.0001.…</c> are
/// reader endpoints; a node is <c>shop-001.…</c>.
/// </remarks>
internal static class EndpointRole
{
    private static readonly string[] Providers = [".cache.amazonaws.com", ".cache.amazonaws.com.cn"];

    /// <summary>Whether the name is a reader endpoint: it leads to any replica, and to the primary if there is none.</summary>
    public static bool IsReader(EndPoint endpoint) =>
        HostOf(endpoint) is { } host && (host.StartsWith("replica.", StringComparison.OrdinalIgnoreCase) || FirstLabel(host).EndsWith("-ro", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the name is a primary endpoint: the provider moves it to the new primary.</summary>
    public static bool IsPrimary(EndPoint endpoint) =>
        HostOf(endpoint) is { } host
        && !IsReader(endpoint)
        && (host.StartsWith("master.", StringComparison.OrdinalIgnoreCase) || (host.Contains(".ng.", StringComparison.OrdinalIgnoreCase) && !IsNode(FirstLabel(host))));

    private static string? HostOf(EndPoint endpoint) =>
        endpoint is DnsEndPoint { Host: var host } && Array.Exists(Providers, provider => host.EndsWith(provider, StringComparison.OrdinalIgnoreCase)) ? host : null;

    private static string FirstLabel(string host) => host[..host.IndexOf('.', StringComparison.Ordinal)];

    private static bool IsNode(string label) => label.Length > 4 && label[^4] == '-' && label[^3..].All(char.IsAsciiDigit);
}
