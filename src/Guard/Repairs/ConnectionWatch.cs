using System.Diagnostics;
using RedisSafety.Telemetry;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>
/// Watches one multiplexer by its events, and runs one repair at a time. While nothing happens it does nothing.
/// </summary>
internal sealed class ConnectionWatch
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Signaled = 2;

    // Faults come in bursts: those of one moment are looked at together.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(20);

    // Slots that move one after another, for instance, are no reason to ask all nodes each time.
    private static readonly TimeSpan AfterNothing = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    // A multiplexer that has no server at all is disposed, or Sentinel is replacing its servers at this moment.
    private static readonly TimeSpan Replacement = TimeSpan.FromMilliseconds(250);

    private readonly WeakReference<IConnectionMultiplexer> _connection;
    private readonly RedisFailoverGuardOptions _options;
    private readonly LoggerSource _loggers;
    private readonly Action<ConnectionWatch> _forget;
    private readonly string _name;
    private readonly object _lock = new();
    private int _state;
    private string _cause = "";
    private bool _refused;
    private volatile bool _stopped;
    private volatile bool _expectsPrimary;

    public ConnectionWatch(
        IConnectionMultiplexer connection,
        bool expectsPrimary,
        RedisFailoverGuardOptions options,
        LoggerSource loggers,
        Action<ConnectionWatch> forget)
    {
        _connection = new(connection);
        _expectsPrimary = expectsPrimary;
        _options = options;
        _loggers = loggers;
        _forget = forget;
        _name = connection.ClientName;
    }

    /// <summary>Whether the watch has ended.</summary>
    public bool IsStopped => _stopped;

    /// <summary>Whether the multiplexer has had a primary, or has the name of a primary endpoint.</summary>
    public bool ExpectsPrimary => _expectsPrimary;

    /// <summary>Whether the multiplexer is neither collected nor disposed.</summary>
    public bool IsOpen => _connection.TryGetTarget(out var connection) && Survey.HasServers(connection);

    public void Start(IConnectionMultiplexer connection)
    {
        connection.ErrorMessage += OnErrorMessage;
        connection.ConnectionFailed += OnConnectionFailed;
        connection.ConnectionRestored += OnConnectionRestored;
        connection.ConfigurationChanged += OnConfigurationChanged;
        connection.ConfigurationChangedBroadcast += OnConfigurationChanged;
        connection.HashSlotMoved += OnHashSlotMoved;

        // Read now: a primary that is killed in the next moment is one to search for. A name of a primary can lead to a replica at this
        // moment, if the process starts during a failover.
        _expectsPrimary |= Repair.LeadsToPrimary(connection)
            || (Survey.TreatsAnyAsPrimary(connection) && !Repair.LeadsToReadersOnly(connection));

        // A failover can have happened between the connection and this moment, or be under way.
        Signal("connected", isRefusal: false);
    }

    public void Stop()
    {
        _stopped = true;
        if (_connection.TryGetTarget(out var connection))
        {
            connection.ErrorMessage -= OnErrorMessage;
            connection.ConnectionFailed -= OnConnectionFailed;
            connection.ConnectionRestored -= OnConnectionRestored;
            connection.ConfigurationChanged -= OnConfigurationChanged;
            connection.ConfigurationChangedBroadcast -= OnConfigurationChanged;
            connection.HashSlotMoved -= OnHashSlotMoved;
        }
    }

    private void OnErrorMessage(object? sender, RedisErrorEventArgs e)
    {
        // Servers differ in how they embed it in the error of a script.
        if (e.Message.IndexOf("READONLY", StringComparison.Ordinal) >= 0)
        {
            Signal("readonly", isRefusal: true);
        }
        else if (e.Message.StartsWith("CLUSTERDOWN", StringComparison.Ordinal)
            || e.Message.StartsWith("MASTERDOWN", StringComparison.Ordinal)
            || e.Message.StartsWith("UNBLOCKED", StringComparison.Ordinal))
        {
            Signal("refused", isRefusal: false);
        }
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e) => Signal("connection_failed", isRefusal: false);

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs e) => Signal("connection_restored", isRefusal: false);

    private void OnConfigurationChanged(object? sender, EndPointEventArgs e) => Signal("configuration_changed", isRefusal: false);

    // A redirection leads to a node that the multiplexer may still take for a replica, and then refuses to write to.
    private void OnHashSlotMoved(object? sender, HashSlotMovedEventArgs e) => Signal("slot_moved", isRefusal: false);

    private void Signal(string cause, bool isRefusal)
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return;
            }

            _refused |= isRefusal;
            if (_state != Idle)
            {
                _state = Signaled;
                return;
            }

            _state = Running;
            _cause = cause;
        }

        // What the caller has in its context must not live as long as a repair.
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = Task.Run(RunAsync);
        }
        else
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            var pause = Burst;
            try
            {
                if (!await RepairAsync().ConfigureAwait(false))
                {
                    pause = AfterNothing;
                }
            }
#pragma warning disable CA1031 // Nothing here may reach the process; the next fault starts another repair.
            catch (Exception unexpected)
#pragma warning restore CA1031
            {
                LogQuietly(unexpected);
                pause = AfterFault;
            }

            lock (_lock)
            {
                if (_state == Running || _stopped)
                {
                    _state = Idle;
                    return;
                }

                _state = Running;
            }

            // A refused write is looked into at once.
            await Task.Delay(Volatile.Read(ref _refused) ? Burst : pause).ConfigureAwait(false);
        }
    }

    // Whether there was something to repair.
    private async Task<bool> RepairAsync()
    {
        var clock = Stopwatch.StartNew();
        Repair? repair = null;
        var nothingLeft = false;
        while (!_stopped)
        {
            if (!_connection.TryGetTarget(out var connection))
            {
                repair?.End("ended");
                return repair is not null;
            }

            bool refused;
            lock (_lock)
            {
                refused = _refused;
                _refused = false;
            }

            var survey = await Survey.TakeAsync(connection, _options.RoleTimeout).ConfigureAwait(false);
            if (survey.IsEnded)
            {
                if (survey.Nodes.Count == 0 && !nothingLeft)
                {
                    nothingLeft = true;
                    connection = null;
                    await Task.Delay(Replacement).ConfigureAwait(false);
                    continue;
                }

                repair?.End("ended");
                if (survey.Nodes.Count == 0)
                {
                    Stop();
                    _forget(this);
                }

                return repair is not null;
            }

            nothingLeft = false;
            _expectsPrimary |= repair is null && survey.HasPrimary && !Repair.LeadsToReadersOnly(connection);
            var step = Repair.NextStep(survey, _expectsPrimary, refused, repair);
            if (step == RepairStep.None)
            {
                repair?.End("repaired");
                return repair is not null;
            }

            repair ??= Repair.Begin(_name, _cause, survey, _options, _loggers);
            if (clock.Elapsed > _options.RepairTimeLimit)
            {
                repair.GiveUp(survey);
                return repair is not null;
            }

            await repair.TakeAsync(step, connection, survey).ConfigureAwait(false);

            // Not held while waiting, so that a multiplexer that nobody uses can be collected.
            connection = null;
            survey = null;
            await Task.Delay(RepairPace.After(clock.Elapsed)).ConfigureAwait(false);
        }

        repair?.End("ended");
        return repair is not null;
    }

    private void LogQuietly(Exception fault)
    {
        try
        {
            GuardLog.RoundFailed(_loggers.Current, _name, fault);
        }
#pragma warning disable CA1031 // A log sink that throws must not end the watch.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
