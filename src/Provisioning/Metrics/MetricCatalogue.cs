namespace RedisSafety.Provisioning.Metrics;

/// <summary>
/// The metrics of <c>AWS/ElastiCache</c>, by who emits them. Source: "Host-Level Metrics", "Metrics for Valkey and Redis OSS", "Metrics for
/// Memcached" and "Serverless cache metrics" of the ElastiCache user guide. AWS adds metrics: a name that is missing here is not wrong.
/// </summary>
internal static class MetricCatalogue
{
    public const string Namespace = "AWS/ElastiCache";

    private static readonly HashSet<string> Host = new(StringComparer.Ordinal)
    {
        "CPUUtilization", "CPUCreditBalance", "CPUCreditUsage", "FreeableMemory", "NetworkBytesIn", "NetworkBytesOut", "NetworkPacketsIn",
        "NetworkPacketsOut", "NetworkBandwidthInAllowanceExceeded", "NetworkConntrackAllowanceExceeded",
            "NetworkBandwidthOutAllowanceExceeded",
        "NetworkPacketsPerSecondAllowanceExceeded", "NetworkMaxBytesIn", "NetworkMaxBytesOut", "NetworkMaxPacketsIn",
            "NetworkMaxPacketsOut",
        "SwapUsage",
    };

    private static readonly HashSet<string> Node = new(StringComparer.Ordinal)
    {
        "ActiveDefragHits", "AuthenticationFailures", "BytesUsedForCache", "BytesReadFromDisk", "BytesWrittenToDisk", "CacheHits",
            "CacheMisses",
        "CacheHitRate", "ChannelAuthorizationFailures", "CommandAuthorizationFailures", "CurrConnections", "CurrItems", "CurrVolatileItems",
        "DatabaseCapacityUsagePercentage", "DatabaseCapacityUsageCountedForEvictPercentage", "DatabaseMemoryUsagePercentage",
        "DatabaseMemoryUsageCountedForEvictPercentage", "DB0AverageTTL", "DurabilityLag", "DurabilityBufferExceededErrorCount",
        "EngineCPUUtilization", "Evictions", "GlobalDatastoreReplicationLag", "IamAuthenticationExpirations", "IamAuthenticationThrottling",
        "IsMaster", "IsPrimary", "KeyAuthorizationFailures", "KeysTracked", "MasterLinkHealthStatus", "PrimaryLinkHealthStatus",
        "MemoryFragmentationRatio", "NewConnections", "NumItemsReadFromDisk", "NumItemsWrittenToDisk", "Reclaimed", "ReplicationBytes",
        "ReplicationLag", "SaveInProgress", "SuccessfulReadRequestLatency", "SuccessfulWriteRequestLatency", "TrafficManagementActive",
    };

    private static readonly HashSet<string> MemcachedOnly = new(StringComparer.Ordinal)
    {
        "BytesReadIntoMemcached", "BytesUsedForCacheItems", "BytesUsedForHash", "BytesWrittenOutFromMemcached", "CasBadval", "CasHits",
            "CasMisses",
        "CmdConfigGet", "CmdConfigSet", "CmdFlush", "CmdGet", "CmdSet", "CmdTouch", "CurrConfig", "DecrHits", "DecrMisses", "DeleteHits",
        "DeleteMisses", "EvictedUnfetched", "ExpiredUnfetched", "GetHits", "GetMisses", "IncrHits", "IncrMisses", "NewItems", "SlabsMoved",
        "TouchHits", "TouchMisses", "UnusedMemory",
    };

    private static readonly HashSet<string> Serverless = new(StringComparer.Ordinal)
    {
        "BytesUsedForCache", "ElastiCacheProcessingUnits", "SuccessfulReadRequestLatency", "SuccessfulWriteRequestLatency",
            "TotalCmdsCount",
        "CacheHitRate", "CacheHits", "CurrConnections", "ThrottledCmds", "NewConnections", "CurrItems", "CurrVolatileItems",
            "NetworkBytesIn",
        "NetworkBytesOut", "Evictions", "IamAuthenticationExpirations", "IamAuthenticationThrottling", "KeyAuthorizationFailures",
        "AuthenticationFailures", "CommandAuthorizationFailures", "CacheMisses", "Reclaimed",
    };

    /// <summary>
    /// Emitted every minute by every node that lives: no data means no node. Others, such as latencies and hit rates, pause without
    /// traffic.
    /// </summary>
    private static readonly HashSet<string> Heartbeats = new(StringComparer.Ordinal)
    {
        "EngineCPUUtilization", "CPUUtilization", "DatabaseMemoryUsagePercentage", "FreeableMemory", "CurrConnections", "BytesUsedForCache",
    };

    /// <summary>A burst of these does harm, however short.</summary>
    private static readonly HashSet<string> Bursts = new(StringComparer.Ordinal)
    {
        "EngineCPUUtilization", "CPUUtilization", "Evictions", "NewConnections", "ReplicationLag", "SuccessfulReadRequestLatency",
        "SuccessfulWriteRequestLatency", "AuthenticationFailures", "ThrottledCmds",
    };

    private static readonly HashSet<string> Percentages = new(StringComparer.Ordinal)
    {
        "CPUUtilization", "EngineCPUUtilization", "DatabaseMemoryUsagePercentage", "DatabaseMemoryUsageCountedForEvictPercentage",
        "DatabaseCapacityUsagePercentage", "DatabaseCapacityUsageCountedForEvictPercentage", "CacheHitRate",
    };

    /// <summary>The metrics of Redis and Valkey, without those of single commands.</summary>
    public static IEnumerable<string> All => Host.Concat(Node);

    public static bool IsHeartbeat(string metric) => Heartbeats.Contains(metric);

    public static bool IsBurst(string metric) => Bursts.Contains(metric);

    public static bool IsPercentage(string metric) => Percentages.Contains(metric);

    /// <summary>Node-based Redis and Valkey emit it, which includes the commands' own metrics, such as <c>GetTypeCmds</c>.</summary>
    public static bool IsOfNode(string metric) => Host.Contains(metric) || Node.Contains(metric) || IsOfCommands(metric);

    public static bool IsOfServerless(string metric) => Serverless.Contains(metric) || IsOfCommands(metric);

    public static bool IsOfMemcachedOnly(string metric) => MemcachedOnly.Contains(metric);

    /// <summary>The metric that a misspelled name most likely means; null if the name is known, or resembles none.</summary>
    public static string? Corrected(string metric)
    {
        if (IsOfNode(metric) || IsOfServerless(metric) || IsOfMemcachedOnly(metric))
        {
            return null;
        }

        List<string> known = [.. Host, .. Node, .. Serverless];
        return known.FirstOrDefault(name => string.Equals(name, metric, StringComparison.OrdinalIgnoreCase))
            ?? known.FirstOrDefault(name => name.Length > 8 && IsOneEditAway(name, metric));
    }

    private static bool IsOfCommands(string metric) =>
        metric.EndsWith("Cmds", StringComparison.Ordinal) || metric.EndsWith("CmdsLatency", StringComparison.Ordinal)
        || metric.EndsWith("CmdsECPUs", StringComparison.Ordinal);

    private static bool IsOneEditAway(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 1)
        {
            return false;
        }

        var start = 0;
        while (start < one.Length && start < other.Length && one[start] == other[start])
        {
            start++;
        }

        var end = 0;
        while (end < one.Length - start && end < other.Length - start && one[one.Length - 1 - end] == other[other.Length - 1 - end])
        {
            end++;
        }

        return one.Length - start - end <= 1 && other.Length - start - end <= 1;
    }
}
