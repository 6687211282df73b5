using System.Diagnostics;
using System.Globalization;
using RedisSafety.Drills.Load;
using RedisSafety.Drills.Measures;
using RedisSafety.Drills.Probing;
using RedisSafety.Drills.Targets;

namespace RedisSafety.Drills;

/// <summary>Runs one scenario: load, trigger, watch, measure.</summary>
internal sealed class Drill : IAsyncDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(8);

    // A name is resolved, and a connection made, for each write through it.
    private static readonly TimeSpan NodePause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan NamePause = TimeSpan.FromMilliseconds(10);

    private readonly IDrillTarget _target;
    private readonly DrillSettings _settings;
    private readonly Action<DrillEvent> _report;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private readonly List<(long At, string Text)> _notes = [];
    private readonly List<Prober> _nodes = [];
    private readonly List<ShopLoad> _loads = [];
    private Prober? _name;
    private Task? _restoring;
    private long _triggeredAt = long.MaxValue;
    private long _disturbedAt;

    private Drill(IDrillTarget target, DrillSettings settings, Action<DrillEvent> report)
    {
        _target = target;
        _settings = settings;
        _report = report;
    }

    /// <summary>Runs a scenario.</summary>
    /// <param name="target">The deployment and what happens to it.</param>
    /// <param name="settings">The load and the limits.</param>
    /// <param name="report">Gets each event as it happens.</param>
    /// <param name="cancellationToken">Ends it early; the deployment is put back all the same.</param>
    /// <exception cref="DrillException">The deployment cannot be rehearsed; nothing was triggered.</exception>
    public static async Task<ScenarioResult> RunAsync(
        IDrillTarget target, DrillSettings settings, Action<DrillEvent> report, CancellationToken cancellationToken)
    {
        await using var drill = new Drill(target, settings, report);
        return await drill.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var load in _loads)
        {
            await load.DisposeAsync();
        }

        await StopProbersAsync();
    }

    private async Task<ScenarioResult> RunAsync(CancellationToken cancellationToken)
    {
        var probeKey = $"{{{_target.Tag}}}:probe";
        _nodes.AddRange(_target.Nodes.Select(node => new Prober(node, _target.Access, probeKey, isName: false, NodePause)));
        _name = _target.Endpoint is { } endpoint ? new Prober(endpoint, _target.Access, probeKey, isName: true, NamePause) : null;
        var (primary, replicas) = await FindPrimaryAsync(cancellationToken);
        Note($"{_target.Nodes[primary]} is the primary, with {Counted(replicas, "replica")}");
        try
        {
            await StartLoadAsync(primary, cancellationToken);
            await WarmUpAsync(cancellationToken);
            var triggeredOn = DateTimeOffset.UtcNow;
            var inconclusive = new List<string>();
            try
            {
                Volatile.Write(ref _triggeredAt, Stopwatch.GetTimestamp());
                await _target.DisturbAsync(Note, cancellationToken);
                await WatchAsync(primary, inconclusive, cancellationToken);
            }
            finally
            {
                // The deployment is put back whatever happened.
                await RestoreAsync();
            }

            await WaitForRedundancyAsync(replicas, cancellationToken);
            return await MeasureAsync(triggeredOn, primary, replicas, inconclusive);
        }
        finally
        {
            await RemoveKeysAsync();
        }
    }

    private async Task StopProbersAsync()
    {
        List<Prober> probers = [.. _nodes, .. _name is null ? Array.Empty<Prober>() : [_name]];
        _nodes.Clear();
        _name = null;
        foreach (var prober in probers)
        {
            await prober.DisposeAsync();
        }
    }

    private static string Counted(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private async Task<(int Primary, int Replicas)> FindPrimaryAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var states = _nodes.Select(static node => node.Last).ToList();
            var primaries = states.FindAll(static state => state.IsPrimary);
            if (states.TrueForAll(static state => state.At != 0) && primaries.Count == 1 && primaries[0].Replicas > 0
                && _nodes[states.FindIndex(static state => state.IsPrimary)].Accepted.Count > 0)
            {
                return (states.FindIndex(static state => state.IsPrimary), primaries[0].Replicas);
            }

            if (watch.Elapsed > TimeSpan.FromSeconds(10))
            {
                var refusals = string.Join("; ", _nodes.Where(static node => node.Accepted.Count == 0)
                    .Select(static node => $"{node.Address}: {node.Refusal ?? "no write was accepted"}"));
                throw new DrillException(primaries.Count switch
                {
                    0 => $"No node is a primary that the drill can ask: {refusals}.",
                    > 1 => $"{primaries.Count} nodes report that they are primaries.",
                    _ when primaries[0].Replicas == 0 =>
                        "The primary has no replica in sync: a failover would lose everything. The drill refuses to trigger one.",
                    _ => $"Not every node answers: {refusals}.",
                });
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private async Task StartLoadAsync(int primary, CancellationToken cancellationToken)
    {
        foreach (var system in _settings.Systems)
        {
            var keys = new ShopKeys(_target.Tag, _run, system);
            await AskAsync(_target.Nodes[primary], cancellationToken, "SET", keys.Page, "a page", "EX", "86400");
            var client = await ShopClients.ConnectAsync(system, _target.Configuration, keys, _settings.CallBudget);
            _loads.Add(new ShopLoad(system, client, _settings));
        }

        foreach (var load in _loads)
        {
            load.Start();
        }
    }

    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();

        // Not always at the same point of a heartbeat or of a check of the configuration.
        var moment = _settings.WarmUp + TimeSpan.FromMilliseconds(new Random(_settings.Seed).Next(250));
        while (watch.Elapsed < moment || _loads.Exists(load => load.Writes < _settings.LeastWrites))
        {
            if (watch.Elapsed > moment + TimeSpan.FromSeconds(15))
            {
                var idle = _loads.First(load => load.Writes < _settings.LeastWrites);
                throw new DrillException(
                    $"{ShopClients.Title(idle.System)} made {Counted((int)idle.Writes, "write")} before the trigger, fewer than "
                    + $"{_settings.LeastWrites}: too little load for a verdict.");
            }

            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Waits until the servers have recovered, and then until the clients have, as long as either may take.</summary>
    private async Task WatchAsync(int primary, List<string> inconclusive, CancellationToken cancellationToken)
    {
        var disturbedAt = _disturbedAt = Stopwatch.GetTimestamp();
        long? recoveredAt = null;
        var announced = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            recoveredAt ??= RecoveredAt(primary, disturbedAt);
            if (recoveredAt is { } moment && announced.Add(""))
            {
                Note("the servers take writes", moment);
                _ = RestoreAsync();
            }
            else if (recoveredAt is null && Stopwatch.GetElapsedTime(disturbedAt) > _settings.ServerLimit)
            {
                inconclusive.Add(_target.ExpectsFailover
                    ? $"No failover happened within {_settings.ServerLimit.TotalSeconds:F0} s."
                    : $"The servers took no write within {_settings.ServerLimit.TotalSeconds:F0} s.");
                return;
            }

            if (_loads[0].Failed > _settings.StopAtFailed)
            {
                inconclusive.Add($"Stopped: more than {_settings.StopAtFailed} calls of {ShopClients.Title(_loads[0].System)} failed.");
                return;
            }

            if (recoveredAt is { } since)
            {
                foreach (var load in _loads.Where(load => load.LastWriteAt >= since && announced.Add(load.System)))
                {
                    Note($"{ShopClients.Title(load.System)} writes", load.LastWriteAt);
                }

                if (_loads.TrueForAll(load => load.LastWriteAt >= since) || Stopwatch.GetElapsedTime(since) > _settings.Observe)
                {
                    // Calls that waited, and the reads behind them, belong to the timeline.
                    await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
                    return;
                }
            }

            await Task.Delay(2, cancellationToken);
        }
    }

    /// <summary>The moment from which the servers take writes for clients; <see langword="null"/> until then.</summary>
    private long? RecoveredAt(int primary, long disturbedAt)
    {
        var isReplaced = _target.ExpectsFailover && !_target.ReturnsToFirst;
        var others = _nodes.Where((_, node) => !isReplaced || node != primary)
            .Select(node => node.FirstAfter(isReplaced ? _triggeredAt : disturbedAt))
            .Where(static at => at > 0)
            .ToList();
        if (others.Count == 0)
        {
            return null;
        }

        var server = others.Min();
        if (_name is null)
        {
            return server;
        }

        var named = _name.FirstAfter(server);
        return named > 0 ? named : null;
    }

    /// <summary>Puts the deployment back, once, in its own time and whatever is cancelled.</summary>
    private Task RestoreAsync() => _restoring ??= _target.RestoreAsync(Note, CancellationToken.None);

    private async Task WaitForRedundancyAsync(int replicas, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < _settings.ServerLimit)
        {
            if (_nodes.Select(static node => node.Last).Any(sample => sample.IsPrimary && sample.Replicas >= replicas
                && Stopwatch.GetElapsedTime(sample.At) < TimeSpan.FromSeconds(1)))
            {
                Note("the primary has its replicas again");
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
                return;
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private async Task<ScenarioResult> MeasureAsync(DateTimeOffset triggeredOn, int primary, int replicas, List<string> inconclusive)
    {
        var endedAt = Stopwatch.GetTimestamp();
        var calls = await Task.WhenAll(_loads.Select(static load => load.StopAsync(CallLimit)));
        var clock = new DrillClock(_triggeredAt);
        var endMs = clock.Ms(endedAt);
        var servers = ServerTimeline.Of([.. _nodes.Select(node => node.Accepted.Select(clock.Ms).ToList())]);
        var server = servers.Outage(clock.Ms(_disturbedAt), endMs);
        var name = _name is null ? null : Outage.Find(_name.Accepted.Select(clock.Ms), endMs, server?.ToMs ?? 0);
        if (_target.ExpectsFailover && servers.Switches == 0 && inconclusive.Count == 0)
        {
            inconclusive.Add("No failover happened: the primary is the same as before.");
        }

        var firstCalls = calls.Where(static records => records.Count > 0).Select(static records => records[0].EndedAt);
        var window = new DrillWindow(
            Math.Max(-1000, clock.Ms(firstCalls.DefaultIfEmpty(endedAt).Min())),
            server?.FromMs ?? 0,
            Math.Max(server?.ToMs ?? endMs, name?.ToMs ?? 0),
            endMs,
            servers.Switches > 0);
        var systems = new List<SystemResult>();
        if (servers.Primary >= 0)
        {
            using var connection = await RespConnection.OpenAsync(_target.Nodes[servers.Primary], _target.Access, CancellationToken.None);
            for (var i = 0; i < _loads.Count; i++)
            {
                var state = await FinalState.ReadAsync(connection, _loads[i].Keys, CancellationToken.None);
                systems.Add(SystemMeasurement.Of(_loads[i].System, calls[i], clock, state, window, _loads[i].Faults));
            }
        }

        var redundancy = Redundancy.Ms([.. _nodes.Select(static node => node.Samples)], servers.Primary, replicas, window.LostMs, clock);
        return new ScenarioResult
        {
            Name = _target.Name,
            Description = _target.Description,
            TriggeredAt = triggeredOn,
            Inconclusive = inconclusive,
            Events = [.. _notes.Select(note => new DrillEvent(clock.Ms(note.At), note.Text)).OrderBy(static one => one.AtMs)],
            Server = server,
            NoiseMs = Math.Round(servers.NoiseMs(server), 2),
            Endpoint = name,
            Failovers = servers.Switches,
            WithoutRedundancyMs = redundancy,
            Systems = systems,
            TimelineFromMs = window.FromMs,
            BucketMs = window.BucketMs,
        };
    }

    /// <summary>Removes the keys of the drill, or names them if no node takes the command.</summary>
    private async Task RemoveKeysAsync()
    {
        string[] keys = [$"{{{_target.Tag}}}:probe", .. _loads.SelectMany(static load => load.Keys.All)];
        foreach (var load in _loads)
        {
            await load.StopAsync(CallLimit);
        }

        await StopProbersAsync();
        foreach (var node in _target.Nodes)
        {
            try
            {
                if (await AskAsync(node, CancellationToken.None, ["UNLINK", .. keys]) is not RespError)
                {
                    return;
                }
            }
            catch (DrillException)
            {
                // The next node may be the primary.
            }
        }

        Note($"no node removed the keys of the drill: {{{_target.Tag}}}:*");
    }

    private async Task<object?> AskAsync(NodeAddress node, CancellationToken cancellationToken, params string[] command)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var connection = await RespConnection.OpenAsync(node, _target.Access, limit.Token);
            return await connection.SendAsync(limit.Token, command);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new DrillException($"{node} does not answer: {fault.Message}", fault);
        }
    }

    private void Note(string text) => Note(text, Stopwatch.GetTimestamp());

    private void Note(string text, long at)
    {
        lock (_notes)
        {
            _notes.Add((at, text));
        }

        var triggeredAt = Volatile.Read(ref _triggeredAt);
        _report(new DrillEvent(triggeredAt == long.MaxValue ? double.NaN : new DrillClock(triggeredAt).Ms(at), text));
    }
}
