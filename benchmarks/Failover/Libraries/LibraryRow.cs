using System.Globalization;
using System.Text.Json.Serialization;

namespace RedisSafety.Benchmarks.Failover.Libraries;

/// <param name="Library">Who opened the connection.</param>
/// <param name="Scenario">What happens to the servers.</param>
/// <param name="Guarded">Whether the guard was installed when it did.</param>
/// <param name="AddedMs">
/// From the moment that the servers take writes again, and can be found, to the first call of the library that began later and
/// succeeded; if none did, the time that was watched.
/// </param>
/// <param name="Recovered">Whether a call succeeded.</param>
/// <param name="Failed">Calls that failed, whatever the reason.</param>
/// <param name="FailedAfter">Calls that failed although they began after the first that succeeded.</param>
/// <param name="Calls">Calls that succeeded.</param>
/// <param name="ServerMs">The outage of the servers themselves.</param>
internal sealed record LibraryRow(
    string Library,
    string Scenario,
    bool Guarded,
    [property: JsonPropertyName("added_ms")] double AddedMs,
    bool Recovered,
    int Failed,
    [property: JsonPropertyName("failed_after")] int FailedAfter,
    int Calls,
    [property: JsonPropertyName("server_ms")] double ServerMs)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Library,-17} {Scenario,-5} {(Guarded ? "guarded" : "plain"),-7} added {(Recovered ? "" : ">")}{AddedMs,6:F0} ms, ")
        + string.Create(CultureInfo.InvariantCulture, $"failed {Failed,5}, {FailedAfter,4} after the recovery, of {Calls + Failed}");
}
