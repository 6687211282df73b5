using System.Diagnostics.Metrics;

namespace RedisSafety.Telemetry;

/// <summary>The meter of the guard, <c>RedisSafety.Guard</c>.</summary>
internal static class GuardTelemetry
{
    public const string Name = "RedisSafety.Guard";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Started =
        Meter.CreateCounter<long>("redissafety.guard.repairs.started", "{repair}", "Repairs started, by connection and cause.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "redissafety.guard.repair.duration", "s", "Time from the first fault to the end of a repair, by connection, cause and outcome.");

    private static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "redissafety.guard.reconnects", "{connection}", "Sockets that the guard closed so that the endpoint is resolved again.");

    public static void RepairStarted(string connection, string cause) =>
        Record(() => Started.Add(1, new("connection", connection), new("cause", cause)));

    public static void RepairEnded(string connection, string cause, string outcome, TimeSpan lasted) =>
        Record(() => Duration.Record(lasted.TotalSeconds, new("connection", connection), new("cause", cause), new("outcome", outcome)));

    public static void Reconnected(string connection) =>
        Record(() => Reconnects.Add(1, new KeyValuePair<string, object?>("connection", connection)));

    // Listeners are called at once, on this thread.
    private static void Record(Action measure)
    {
        try
        {
            measure();
        }
#pragma warning disable CA1031 // A listener that throws must not end the repair.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
