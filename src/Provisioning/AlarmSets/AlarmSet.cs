using System.Globalization;

namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>The alarms for one group.</summary>
internal sealed class AlarmSet
{
    private const string Recommended = "AWS recommended alarms";
    private const string Pack = "AWS ElastiCache alarm pack";
    private const string Own = "RedisSafety";

    /// <param name="request">The group.</param>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public AlarmSet(AlarmRequest request)
    {
        if (request.Fault is { } fault)
        {
            throw new ArgumentException(fault, nameof(request));
        }

        Request = request;
        Nodes = request.ToGroup().NodeIds;
        Definitions = [.. Define(request)];
    }

    public AlarmRequest Request { get; }

    public IReadOnlyList<string> Nodes { get; }

    public IReadOnlyList<AlarmDefinition> Definitions { get; }

    /// <summary>The name of the topic that is created if the request has none.</summary>
    public string TopicName => Request.Id + "-redis-alarms";

    /// <summary>A number as every format writes it.</summary>
    public static string Text(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    // A node that is lost emits nothing. One alarm per node reports that (engine CPU: missing data is breaching); the others stop at
    // INSUFFICIENT_DATA, so that a replacement does not raise all of them. Replication lag has no data on a primary, whichever node that
    // is.
    private static IEnumerable<AlarmDefinition> Define(AlarmRequest request)
    {
        yield return new AlarmDefinition
        {
            Slug = "engine-cpu",
            Metric = "EngineCPUUtilization",
            Statistic = "Average",
            Period = 60,
            Periods = 5,
            Datapoints = 5,
            Threshold = 90,
            MissingData = "breaching",
            Source = Recommended,
            Description = "The engine's thread is busy, or the node is lost: latency rises for every client",
        };
        if (request.VirtualCpus is { } cpus)
        {
            yield return new AlarmDefinition
            {
                Slug = "host-cpu",
                Metric = "CPUUtilization",
                WithNodeNumber = true,
                Statistic = "Average",
                Period = 60,
                Periods = 5,
                Datapoints = 5,
                Threshold = Math.Round(90.0 / Math.Min(cpus, 2), 1),
                MissingData = "missing",
                Source = Recommended,
                Description = "The host has no CPU left for the engine, TLS and backups",
            };
        }

        yield return new AlarmDefinition
        {
            Slug = "memory",
            Metric = "DatabaseMemoryUsagePercentage",
            Statistic = "Average",
            Period = 60,
            Periods = 5,
            Datapoints = 5,
            Threshold = 90,
            MissingData = "missing",
            Source = Recommended + ", threshold by " + Own,
            Description = "Memory is nearly full: evictions or refused writes come next",
        };
        if (request.Replicas > 0)
        {
            yield return new AlarmDefinition
            {
                Slug = "replication-lag",
                Metric = "ReplicationLag",
                Statistic = "Maximum",
                Period = 60,
                Periods = 5,
                Datapoints = 3,
                Threshold = 1,
                MissingData = "notBreaching",
                Source = Pack,
                Description = "The replica is a second behind: a failover would lose that much, and reads are stale",
            };
        }

        yield return new AlarmDefinition
        {
            Slug = "evictions",
            Metric = "Evictions",
            Statistic = "Sum",
            Period = 300,
            Periods = 3,
            Datapoints = 2,
            Threshold = 100,
            MissingData = "missing",
            Source = Pack,
            Description = "Keys are dropped because memory is full",
        };
        yield return new AlarmDefinition
        {
            Slug = "connections",
            Metric = "CurrConnections",
            WithNodeNumber = true,
            Statistic = "Average",
            Period = 60,
            Periods = 10,
            Datapoints = 10,
            Threshold = 58_500,
            MissingData = "missing",
            Source = Recommended + ", threshold by " + Own + ": 90 % of the limit of 65,000",
            Description = "The node is about to refuse connections",
        };
        yield return new AlarmDefinition
        {
            Slug = "new-connections",
            Metric = "NewConnections",
            Statistic = "Sum",
            Period = 300,
            Periods = 3,
            Datapoints = 2,
            Threshold = 1_000,
            MissingData = "missing",
            Source = Pack,
            Description = "Clients open connections all the time: one per call, or a reconnect storm",
        };
        yield return new AlarmDefinition
        {
            Slug = "hit-rate",
            Metric = "CacheHitRate",
            Statistic = "Average",
            Period = 300,
            Periods = 6,
            Datapoints = 4,
            Threshold = 80,
            Comparison = "LessThanThreshold",
            MissingData = "notBreaching",
            Source = Pack,
            Description = "One read in five misses the cache",
        };
        if (request.WithLatency)
        {
            foreach (var kind in new[] { "Read", "Write" })
            {
                yield return new AlarmDefinition
                {
                    Slug = kind == "Read" ? "read-latency"
                        : "write-latency",
                    Metric = $"Successful{kind}RequestLatency",
                    Statistic = "Average",
                    Period = 60,
                    Periods = 5,
                    Datapoints = 3,
                    Threshold = 5_000,
                    MissingData = "notBreaching",
                    Source = Pack,
                    Description = "The server takes more than 5 ms for a command",
                };
            }
        }
    }
}
