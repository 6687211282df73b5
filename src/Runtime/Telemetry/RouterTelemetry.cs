using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

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

    private static readonly ConditionalWeakTable<object, Func<IEnumerable<ReplicaLag>>> Deployments = [];

    static RouterTelemetry()
    {
        Meter.CreateObservableGauge("redissafety.replica.lag", () => Measure(static replica => replica.Seconds), "s", "How far a replica is behind.");
        Meter.CreateObservableGauge("redissafety.replica.lag_bytes", () => Measure(static replica => replica.Bytes), "By", "How many bytes a replica is behind.");
    }

    public static bool CallsAreCounted => CallCount.Enabled;

    public static void Called(string route, string outcome) => CallCount.Add(1, new("route", route), new("outcome", outcome));

    public static void Retried(string cause) => RetryCount.Add(1, new KeyValuePair<string, object?>("cause", cause));

    public static void ReadFromPrimary(string reason)
    {
        PrimaryReadCount.Add(1, new KeyValuePair<string, object?>("reason", reason));
        Tag("primary", reason);
    }

    public static void ReadFromReplica(string reason, TimeSpan? age)
    {
        if (ReplicaReadCount.Enabled)
        {
            ReplicaReadCount.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }

        if (age is { } known)
        {
            AnswerAge.Record(known.TotalSeconds);
        }

        Tag("replica", reason);
    }

    public static void Resumed(string worth) => SessionCount.Add(1, new KeyValuePair<string, object?>("token", worth));

    public static void LostWrites() => LostWritesCount.Add(1);

    /// <summary>Whether the age of replica answers is recorded.</summary>
    public static bool AgesAreRecorded => AnswerAge.Enabled;

    /// <summary>Reports the replica lags of a deployment for as long as its owner lives.</summary>
    public static void Watch(object deployment, Func<IEnumerable<ReplicaLag>> lags) => Deployments.AddOrUpdate(deployment, lags);

    public static void Forget(object deployment) => Deployments.Remove(deployment);

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

    private static List<Measurement<T>> Measure<T>(Func<ReplicaLag, T> value)
        where T : struct
    {
        List<Measurement<T>> measurements = [];
        foreach (var (_, lags) in Deployments)
        {
            foreach (var replica in lags())
            {
                measurements.Add(new(value(replica), new KeyValuePair<string, object?>("node", replica.Node)));
            }
        }

        return measurements;
    }
}
