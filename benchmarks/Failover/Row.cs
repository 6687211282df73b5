using System.Text.Json.Serialization;

namespace RedisSafety.Benchmarks.Failover;

/// <param name="Scenario">What happens to the servers.</param>
/// <param name="System">Who calls them.</param>
/// <param name="ServerMs">From the beginning until the server side takes writes again, and is to be found.</param>
/// <param name="ClientMs">From the beginning until a write that came after that is acknowledged; null where none was.</param>
/// <param name="AddedMs">The difference: the client's own share.</param>
/// <param name="Failed">Calls that ended with an error, but for those that follow.</param>
/// <param name="Ambiguous">Increments in flight when the primary went, which nobody may send again: they may have been applied.</param>
/// <param name="Doubled">Increments that the counter holds beyond those acknowledged or reported as failed.</param>
/// <param name="LostAcked">Acknowledged members that the new primary does not have.</param>
internal sealed record Row(
    string Scenario,
    string System,
    [property: JsonPropertyName("server_ms")] double ServerMs,
    [property: JsonPropertyName("client_ms")] double? ClientMs,
    [property: JsonPropertyName("added_ms")] double? AddedMs,
    int Failed,
    int Ambiguous,
    long Doubled,
    [property: JsonPropertyName("lost_acked")] int LostAcked);
