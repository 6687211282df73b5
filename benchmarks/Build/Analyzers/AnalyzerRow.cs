using System.Text.Json.Serialization;

namespace RedisSafety.Benchmarks.Build.Analyzers;

/// <summary>What an analyzer costs in a build.</summary>
/// <param name="Rule">The ids that it reports.</param>
/// <param name="Milliseconds">Milliseconds in 1,000 files of which 100 use Redis: the median.</param>
/// <param name="WithoutRedis">Milliseconds in 1,000 files where StackExchange.Redis is not referenced: the median.</param>
internal sealed record AnalyzerRow(
    string Rule,
    [property: JsonPropertyName("ms_per_1000_files")] double Milliseconds,
    [property: JsonPropertyName("ms_without_redis")] double WithoutRedis);
