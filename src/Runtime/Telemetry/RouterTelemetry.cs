using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using RedisSafety.Replication;

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

    private static readonly Counter<long> ReplicaReadCount =
        Meter.CreateCounter<long>("redissafety.reads.to_replica", "{read}", "Replica reads that a replica answered, by what they asked of it.");

    private static readonly Histogram<double> AnswerAge =
        Meter.CreateHistogram<double>("redissafety.reads.age", "s", "How far behind the primary an answer of a replica can be at most.");

    private static readonly Counter<long> SessionCount =
        Meter.CreateCounter<long>("redissafety.sessions.resumed", "{session}", "Sessions resumed by a token, by what the token was worth.");

    private static readonly Counter<long> LostWritesCount = Meter.CreateCounter<long>(
        "redissafety.sessions.lost_writes", "{session}", "Sessions whose acknowledged writes cannot be shown to have survived a failover.");

    private static readonly Histogram<double> FailoverDuration =
        Meter.CreateHistogram<double>("redissafety.failovers", "s", "Changes of the primary: how long none was known.");

    private static readonly UpDownCounter<long> HeldCount =
        Meter.CreateUpDownCounter<long>("redissafety.calls.held", "{call}", "Calls that wait to be sent again.");

    private static readonly ConditionalWeakTable<ReplicationMonitor, object?> Monitors = [];

    static RouterTelemetry()
    {
        Meter.CreateObservableGauge("redissafety.replica.lag", () => Measure(static replica => replica.Lag.TotalSeconds), "s", "How far a replica is behind.");
        Meter.CreateObservableGauge("redissafety.replica.lag_bytes", () => Measure(static replica => replica.LagBytes), "By", "How many bytes a replica is behind.");
    }

    public static bool CallsAreCounted => CallCount.Enabled;

    public static void Called(string route, string outcome) => CallCount.Add(1, new("route", route), new("outcome", outcome));

    public static void Retried(string cause) => RetryCount.Add(1, new KeyValuePair<string, object?>("cause", cause));

    public static void ReadFromPrimary(string reason)
    {
        PrimaryReadCount.Add(1, new KeyValuePair<string, object?>("reason", reason));
        Tag("primary", reason);
    }

    public static void ReadFromReplica(string reason, RedisNode replica, TimeProvider time)
    {
        if (ReplicaReadCount.Enabled)
        {
            ReplicaReadCount.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }

        if (AnswerAge.Enabled && replica.Watermark.Reached is var reached and not PrimaryTimeline.Never)
        {
            AnswerAge.Record(time.GetElapsedTime(reached).TotalSeconds);
        }

        Tag("replica", reason);
    }

    public static void Resumed(string worth) => SessionCount.Add(1, new KeyValuePair<string, object?>("token", worth));

    public static void LostWrites() => LostWritesCount.Add(1);

    /// <summary>Tells the lag of the replicas that a monitor watches, for as long as there is such a monitor.</summary>
    public static void Watch(ReplicationMonitor monitor) => Monitors.AddOrUpdate(monitor, null);

    public static void Forget(ReplicationMonitor monitor) => Monitors.Remove(monitor);

    public static void FailedOver(string former, string now, TimeSpan lasted) =>
        FailoverDuration.Record(lasted.TotalSeconds, new("from", former), new("to", now));

    public static void Held(int change) => HeldCount.Add(change);

    private static void Tag(string route, string reason)
    {
        if (Activity.Current is { } activity && ReferenceEquals(activity.Source, Activities))
        {
            activity.SetTag("redissafety.answered_by", route);
            activity.SetTag("redissafety.reason", reason);
        }
    }

    private static List<Measurement<T>> Measure<T>(Func<RedisNode, T> value)
        where T : struct
    {
        List<Measurement<T>> measurements = [];
        foreach (var (monitor, _) in Monitors)
        {
            foreach (var replica in monitor.Current.Shards.SelectMany(static shard => shard.Replicas))
            {
                if (replica.Watermark.Reached != PrimaryTimeline.Never)
                {
                    measurements.Add(new(value(replica), new KeyValuePair<string, object?>("node", replica.Name)));
                }
            }
        }

        return measurements;
    }
}
