using System.Text.Json.Serialization;

namespace RedisSafety.Benchmarks.Staleness;

/// <param name="System">Who reads and writes.</param>
/// <param name="DelayMs">How long a write is under way to the replica.</param>
/// <param name="Reads">Reads answered, of all rounds.</param>
/// <param name="Stale">Reads that were older than the reader's own acknowledged write of that key.</param>
/// <param name="ReplicaShare">The share of reads that the replica answered.</param>
/// <param name="P50">Half of the reads took no longer.</param>
/// <param name="P99">All but one of a hundred took no longer.</param>
/// <param name="WriteP50">Half of the writes took no longer, with whatever the system does after each.</param>
internal sealed record Row(
    string System,
    [property: JsonPropertyName("delay_ms")] int DelayMs,
    int Reads,
    int Stale,
    [property: JsonPropertyName("replica_share")] double ReplicaShare,
    [property: JsonPropertyName("p50_us")] double P50,
    [property: JsonPropertyName("p99_us")] double P99,
    [property: JsonPropertyName("write_p50_us")] double WriteP50);
