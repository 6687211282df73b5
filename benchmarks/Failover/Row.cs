using System.Globalization;
using System.Text.Json.Serialization;

namespace RedisSafety.Benchmarks.Failover;

/// <param name="Scenario">What happens to the servers.</param>
/// <param name="System">Who calls them.</param>
/// <param name="ServerMs">From the beginning until the server side takes writes again, and is to be found.</param>
/// <param name="ClientMs">From the beginning to the first increment that is acknowledged no earlier than that; where none was, the time it was watched.</param>
/// <param name="AddedMs">The difference: the client's own share.</param>
/// <param name="Recovered">Whether an increment was acknowledged before the watching ended.</param>
/// <param name="Failed">Calls that ended with an error, whatever its reason.</param>
/// <param name="Doubled">Increments that were applied more than once.</param>
/// <param name="LostAcked">Acknowledged writes that the new primary does not have: what asynchronous replication had not carried over.</param>
/// <param name="Calls">Calls that were acknowledged.</param>
internal sealed record Row(
    string Scenario,
    string System,
    [property: JsonPropertyName("server_ms")] double ServerMs,
    [property: JsonPropertyName("client_ms")] double ClientMs,
    [property: JsonPropertyName("added_ms")] double AddedMs,
    bool Recovered,
    int Failed,
    int Doubled,
    [property: JsonPropertyName("lost_acked")] int LostAcked,
    int Calls)
{
    public override string ToString()
    {
        var added = string.Create(CultureInfo.InvariantCulture, $"{(Recovered ? "" : ">")}{AddedMs:F0}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Scenario,-16} {System,-12} server {ServerMs,6:F0} ms, added {added,7} ms, {Failed,6} failed, {Doubled} doubled, {LostAcked} lost of {Calls}");
    }
}
