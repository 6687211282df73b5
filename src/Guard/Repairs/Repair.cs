using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using RedisSafety.Telemetry;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>One repair of one multiplexer, from the first fault until it can write again.</summary>
internal sealed class Repair
{
    // A multiplexer that takes longer is held up by a node that is gone. It has learnt the roles of the others within a round trip.
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(50);

    // Then the sockets are closed: a handshake reads role and layout, whatever else the multiplexer is busy with.
    private const int ReadsInVain = 3;

    private readonly string _name;
    private readonly string _cause;
    private readonly RedisFailoverGuardOptions _options;
    private readonly LoggerSource _loggers;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly NameWatch _names;
    private int _misjudgedFor;
    private int _readsOfLayout;

    private Repair(string name, string cause, RedisFailoverGuardOptions options, LoggerSource loggers)
    {
        _name = name;
        _cause = cause;
        _options = options;
        _loggers = loggers;
        _names = new(options.RoleTimeout);
    }

    public int Rounds { get; private set; }

    public static Repair Begin(string name, string cause, Survey survey, RedisFailoverGuardOptions options, LoggerSource loggers)
    {
        var repair = new Repair(name, cause, options, loggers);
        repair.Report(logger => GuardLog.Started(logger, name, cause, survey.ToString()));
        GuardTelemetry.RepairStarted(name, cause);
        return repair;
    }

    /// <summary>Whether all endpoints are names of readers, which never lead to a primary.</summary>
    public static bool LeadsToReadersOnly(IConnectionMultiplexer connection) =>
        connection.GetEndPoints(configuredOnly: true).All(static endpoint => endpoint is DnsEndPoint dns && AmazonNames.IsReader(dns.Host));

    /// <summary>Whether an endpoint is a name that AWS moves to the primary.</summary>
    public static bool LeadsToPrimary(IConnectionMultiplexer connection) =>
        connection.GetEndPoints(configuredOnly: true)
            .Any(static endpoint => endpoint is DnsEndPoint dns && AmazonNames.IsPrimary(dns.Host));

    /// <summary>Chooses the next step.</summary>
    /// <param name="survey">The nodes.</param>
    /// <param name="expectsPrimary">Whether the multiplexer had a primary before: one to a replica alone is not searched for one.</param>
    /// <param name="refused">Whether a write was refused since the last round.</param>
    /// <param name="repair">The repair so far.</param>
    public static RepairStep NextStep(
        Survey survey,
        bool expectsPrimary,
        bool refused,
        Repair? repair)
    {
        if (survey.Misjudged.Any())
        {
            return RepairStep.Reconfigure;
        }

        if (survey.IsCluster)
        {
            var step = ClusterCheck.NextStep(survey);

            // The roles can be right while slots still lead to the node that had them.
            return step == RepairStep.None && repair is { _readsOfLayout: < ReadsInVain } ? RepairStep.Reconfigure : step;
        }

        if (survey.HasPrimary)
        {
            // A node that does not report its role can be what refused the write.
            var isInDoubt = refused && survey.Nodes.Any(static node => node.IsConnected && node.Reported == NodeRole.Unknown);
            return survey.IsWritable && !isInDoubt ? RepairStep.None : RepairStep.Reconfigure;
        }

        if (!expectsPrimary)
        {
            return RepairStep.None;
        }

        return survey.IsConnected ? RepairStep.Reconnect : RepairStep.Wait;
    }

    /// <summary>Takes a step.</summary>
    public async Task TakeAsync(RepairStep step, IConnectionMultiplexer connection, Survey survey)
    {
        Rounds++;
        Report(logger => GuardLog.Round(logger, _name, Rounds, survey.ToString(), step.ToString()));
        _misjudgedFor = step == RepairStep.Reconfigure ? _misjudgedFor + 1 : 0;
        switch (step)
        {
            case RepairStep.Reconfigure when _misjudgedFor > ReadsInVain && Misread(survey) is { Count: > 0 } misread:
                _misjudgedFor = 0;
                foreach (var node in misread)
                {
                    Reconnect(node);
                }

                break;
            case RepairStep.Reconfigure:
                var reading = connection.ConfigureAsync();
                var hasRun = !await Limit.KeptAsync(reading, RoundTrip).ConfigureAwait(false) || await reading.ConfigureAwait(false);
                if (survey.IsCluster && Misread(survey).Count == 0)
                {
                    // If another reading was under way, this one has not begun.
                    _readsOfLayout = hasRun ? ReadsInVain : _readsOfLayout + 1;
                }

                break;
            case RepairStep.Reconnect:
                var isOnly = survey.Nodes.Count == 1;
                foreach (var node in survey.Nodes)
                {
                    if (node.IsConnected && await _names.IsWorthClosingAsync(node.EndPoint, isOnly, _clock.Elapsed).ConfigureAwait(false))
                    {
                        Reconnect(node);
                    }
                }

                break;
        }
    }

    public void End(string outcome)
    {
        GuardTelemetry.RepairEnded(_name, _cause, outcome, _clock.Elapsed);
        if (outcome == "repaired")
        {
            Report(logger => GuardLog.Repaired(logger, _name, _clock.Elapsed.TotalMilliseconds, Rounds, _cause));
        }
    }

    public void GiveUp(Survey survey)
    {
        End("gave_up");
        Report(logger => GuardLog.GaveUp(logger, _name, _clock.Elapsed.TotalSeconds, survey.ToString()));
    }

    private static List<NodeView> Misread(Survey survey) =>
        [.. survey.Misjudged.Concat(survey.IsCluster ? ClusterCheck.Outdated(survey) : []).Distinct()];

    // The server replies to what it was sent before, then closes the socket; StackExchange.Redis opens another at once.
    private void Reconnect(NodeView node)
    {
        try
        {
            Limit.Observe(node.Server.ExecuteAsync("QUIT"));
            GuardTelemetry.Reconnected(_name);
        }
        catch (Exception notSent) when (notSent is RedisException or ObjectDisposedException)
        {
            // A command map without QUIT, or a connection that has just ended.
        }
    }

    private void Report(Action<ILogger> log)
    {
        try
        {
            log(_loggers.Current);
        }
#pragma warning disable CA1031 // A log sink that throws must not end the repair.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
