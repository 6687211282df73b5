using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace RedisSafety.Telemetry;

/// <summary>
/// The meter and the activity source, both named <c>RedisSafety</c>. A listener that throws stops neither a call nor the watch.
/// </summary>
internal static class RouterTelemetry
{
    public const string Name = "RedisSafety";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> CallCount =
        Meter.CreateCounter<long>("redissafety.calls", "{call}", "Calls, by outcome and by the role that answered, or was meant to.");

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

    /// <summary>Whether the age of replica answers is recorded.</summary>
    public static bool AgesAreRecorded => AnswerAge.Enabled;

    /// <summary>Starts the activity of a call; <see langword="null"/> if nothing listens.</summary>
    public static Activity? Start(string command, RedisRoute route)
    {
        try
        {
            var activity = Activities.StartActivity(command, ActivityKind.Client);
            activity?.SetTag("db.system.name", "redis");
            activity?.SetTag("db.operation.name", command);
            activity?.SetTag("redissafety.route", Labels.Of(route));
            return activity;
        }
#pragma warning disable CA1031 // Here and below: a listener's own fault.
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Ends the activity of a call.</summary>
    public static void Stop(Activity? activity, Exception? fault)
    {
        try
        {
            if (fault is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, fault.Message);
            }

            activity?.Dispose();
        }
        catch (Exception)
        {
        }
    }

    /// <summary>Counts the end of a call.</summary>
    /// <param name="route">The role of the node that answered; for a call that failed, the role it was meant for.</param>
    /// <param name="outcome">The end.</param>
    public static void Called(RedisRoute route, CallOutcome outcome)
    {
        if (!CallCount.Enabled)
        {
            return;
        }

        try
        {
            CallCount.Add(1, new("route", Labels.Of(route)), new("outcome", Labels.Of(outcome)));
        }
        catch (Exception)
        {
        }
    }

    public static void Retried(FaultCause cause) => Add(RetryCount, "cause", Labels.Of(cause));

    public static void ReadFromPrimary(ReadReason reason)
    {
        Add(PrimaryReadCount, "reason", Labels.Of(reason));
        Tag(RedisRoute.Primary, reason);
    }

    public static void ReadFromReplica(ReadReason reason, TimeSpan? age)
    {
        if (ReplicaReadCount.Enabled)
        {
            Add(ReplicaReadCount, "reason", Labels.Of(reason));
        }

        if (age is { } known)
        {
            try
            {
                AnswerAge.Record(known.TotalSeconds);
            }
            catch (Exception)
            {
            }
        }

        Tag(RedisRoute.Replica, reason);
    }

    public static void Resumed(string worth) => Add(SessionCount, "token", worth);

    public static void LostWrites()
    {
        try
        {
            LostWritesCount.Add(1);
        }
        catch (Exception)
        {
        }
    }

    /// <summary>Reports the replica lags of a deployment for as long as its owner lives.</summary>
    public static void Watch(object deployment, Func<IEnumerable<ReplicaLag>> lags) => Deployments.AddOrUpdate(deployment, lags);

    public static void Forget(object deployment) => Deployments.Remove(deployment);

    public static void FailedOver(string former, string now, TimeSpan lasted)
    {
        try
        {
            FailoverDuration.Record(lasted.TotalSeconds, new("from", former), new("to", now));
        }
        catch (Exception)
        {
        }
    }

    public static void Held(int change)
    {
        try
        {
            HeldCount.Add(change);
        }
        catch (Exception)
        {
        }
    }

    private static void Add(Counter<long> counter, string tag, string value)
    {
        try
        {
            counter.Add(1, new KeyValuePair<string, object?>(tag, value));
        }
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static void Tag(RedisRoute answeredBy, ReadReason reason)
    {
        if (Activity.Current is { } activity && ReferenceEquals(activity.Source, Activities))
        {
            activity.SetTag("redissafety.answered_by", Labels.Of(answeredBy));
            activity.SetTag("redissafety.reason", Labels.Of(reason));
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
