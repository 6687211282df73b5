namespace RedisSafety;

/// <summary>The names that AWS gives to the endpoints of ElastiCache and MemoryDB.</summary>
internal static class AmazonNames
{
    /// <summary>
    /// Finds endpoints of ElastiCache (<c>*.cache.amazonaws.com</c>) and MemoryDB (<c>*.memorydb.REGION.amazonaws.com</c>).
    /// </summary>
    public static bool Contains(string host)
    {
        var name = host.TrimEnd('.');
        const string China = ".cn";
        if (name.EndsWith(China, StringComparison.OrdinalIgnoreCase))
        {
            name = name.Substring(0, name.Length - China.Length);
        }

        if (name.EndsWith(".cache.amazonaws.com", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        const string Amazon = ".amazonaws.com";
        return name.EndsWith(Amazon, StringComparison.OrdinalIgnoreCase)
            && name.IndexOf(".memorydb.", StringComparison.OrdinalIgnoreCase) >= 0;
    }

    /// <summary>Finds reader endpoints, which never lead to a primary: <c>shop-ro.abc.cache…</c> or <c>replica.shop.abc.cache…</c>.</summary>
    public static bool IsReader(string host)
    {
        if (!Contains(host))
        {
            return false;
        }

        var first = host.IndexOf('.');
        return host.StartsWith("replica.", StringComparison.OrdinalIgnoreCase)
            || (first > 3 && host.IndexOf("-ro.", first - 3, 4, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>
    /// Finds primary endpoints, which AWS moves to the primary: <c>shop.abc.ng.0001.use1.cache…</c>, or <c>master.shop.abc.use1.cache…</c>
    /// with TLS.
    /// </summary>
    public static bool IsPrimary(string host) =>
        Contains(host) && !IsReader(host)
        && (host.StartsWith("master.", StringComparison.OrdinalIgnoreCase)
            || host.IndexOf(".ng.", StringComparison.OrdinalIgnoreCase) >= 0);
}
