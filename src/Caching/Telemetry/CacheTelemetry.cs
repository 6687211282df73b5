using System.Diagnostics.Metrics;

namespace RedisSafety.Telemetry;

/// <summary>The meter of the cache, <c>RedisSafety.Caching</c>.</summary>
internal static class CacheTelemetry
{
    private static readonly Meter Meter = new("RedisSafety.Caching");

    private static readonly Counter<long> UnavailableCount = Meter.CreateCounter<long>(
        "redissafety.cache.unavailable", "{call}", "Calls of a cache that Redis did not answer within their budget, by command.");

    public static void Unavailable(string command) => UnavailableCount.Add(1, new KeyValuePair<string, object?>("command", command));
}
