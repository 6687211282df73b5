using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RedisSafety.Telemetry;

/// <summary>The meter and the activity source, both named <c>RedisSafety</c>.</summary>
internal static class RouterTelemetry
{
    public const string Name = "RedisSafety";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> CallCount =
        Meter.CreateCounter<long>("redissafety.calls", "{call}", "Calls, by the route that answered and the outcome.");

    private static readonly Counter<long> RetryCount =
        Meter.CreateCounter<long>("redissafety.retries", "{retry}", "Commands that were sent again, by cause.");

    private static readonly Counter<long> PrimaryReadCount =
        Meter.CreateCounter<long>("redissafety.reads.to_primary", "{read}", "Replica reads that the primary answered, by reason.");

    private static readonly Histogram<double> FailoverDuration =
        Meter.CreateHistogram<double>("redissafety.failovers", "s", "Changes of the primary: how long none was known.");

    private static readonly UpDownCounter<long> HeldCount =
        Meter.CreateUpDownCounter<long>("redissafety.calls.held", "{call}", "Calls that wait to be sent again.");

    public static bool CallsAreCounted => CallCount.Enabled;

    public static void Called(string route, string outcome) => CallCount.Add(1, new("route", route), new("outcome", outcome));

    public static void Retried(string cause) => RetryCount.Add(1, new KeyValuePair<string, object?>("cause", cause));

    public static void ReadFromPrimary(string reason) => PrimaryReadCount.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void FailedOver(string former, string now, TimeSpan lasted) =>
        FailoverDuration.Record(lasted.TotalSeconds, new("from", former), new("to", now));

    public static void Held(int change) => HeldCount.Add(change);
}
