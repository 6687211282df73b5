namespace RedisSafety.Analyzers.Connections;

/// <summary>Tells the endpoints of Amazon ElastiCache apart by their names.</summary>
/// <remarks>Without TLS <c>shop.ab12.ng.0001.use1.cache.amazonaws.com</c> and <c>shop-ro.…</c>; with it <c>master.shop.ab12.use1.…</c> and <c>replica.…</c>.</remarks>
internal static class ElastiCacheHost
{
    private static readonly string[] Suffixes = [".cache.amazonaws.com", ".cache.amazonaws.com.cn"];

    /// <summary>The name spreads connections over the replicas.</summary>
    public static bool IsReader(string host) => IsElastiCache(host) && (First(host).EndsWith("-ro", StringComparison.OrdinalIgnoreCase) || First(host).Equals("replica", StringComparison.OrdinalIgnoreCase));

    /// <summary>The name is that of whichever node is the primary.</summary>
    public static bool IsPrimary(string host) => IsElastiCache(host) && !IsReader(host)
        && (First(host).Equals("master", StringComparison.OrdinalIgnoreCase) || (host.IndexOf(".ng.", StringComparison.OrdinalIgnoreCase) >= 0 && !IsNode(First(host))));

    private static bool IsElastiCache(string host) => Suffixes.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    // shop-001 is a node of its own.
    private static bool IsNode(string label) => label.Length > 4 && label[label.Length - 4] == '-' && label.Skip(label.Length - 3).All(char.IsDigit);

    private static string First(string host) => host.Substring(0, host.IndexOf('.'));
}
