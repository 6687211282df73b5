using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisSafety.Calls;
using RedisSafety.Monitoring;
using RedisSafety.Nodes;
using RedisSafety.Serialization;
using RedisSafety.Sessions;
using RedisSafety.Telemetry;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>
/// Sends writes to the primary and replica reads to a replica, whichever nodes those are at the moment, and carries calls through
/// failovers. One router serves a whole process; it is safe for use by many threads.
/// </summary>
/// <remarks>
/// The success path costs what StackExchange.Redis costs. From the first fault of a call on, a Polly pipeline decides whether the
/// command may be sent again, waits for what the watch of the nodes learns, and keeps to <see cref="RedisSafetyOptions.CallBudget"/>.
/// A read goes to a replica that is known to have what the read's <see cref="ReadConsistency"/> asks for, else to the primary.
/// </remarks>
public sealed class RedisRouter : IRedisRouter, IAsyncDisposable, IDisposable
{
    private readonly RedisSafetyOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SessionTokenCodec _tokens;
    private readonly DeploymentMonitor _monitor;
    private readonly Freshness _freshness;
    private readonly NodeFaultLog _faults;
    private readonly CallLifetime _lifetime = new();
    private readonly CallExecution _calls;
    private readonly FirstConnection _firstConnection;
    private int _disposed;

    /// <summary>A router that connects when it is first used.</summary>
    /// <param name="options">How it connects and what it promises.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">The clock of its waits; <see langword="null"/> for the system's.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; it names all errors.</exception>
    public RedisRouter(RedisSafetyOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        RedisSafetyOptionsValidator.ThrowIfInvalid(options);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        var log = new GuardedLoggerFactory(loggerFactory ?? NullLoggerFactory.Instance);
        _logger = log.CreateLogger("RedisSafety.RedisRouter");
        _tokens = new(options.SessionKeys);
        Serializer = options.Serializer ?? new JsonRedisSerializer();

        // The watch calls back: what it calls is made after it and before it starts.
        var deployment = NodeConfiguration.Parse(options);
        _monitor = new(options, deployment, _time, _logger)
        {
            SlotsMoved = () => _freshness!.SlotsMoved(),
            NodeReplaced = AttemptList.GiveUpRepeatable,
            Observed = node => _faults!.Observed(node),
        };
        var report = new NodeReport(_monitor, deployment);
        _faults = new(report, _logger);
        _freshness = new(options, _time, new(places: null));
        _calls = new(options, _monitor, new(_monitor, _freshness, options), _lifetime, report, _time, log, _logger);
        _firstConnection = new(options, _monitor, report, _lifetime, _time);
    }

    /// <inheritdoc/>
    public IRedisSerializer Serializer { get; }

    /// <inheritdoc/>
    public TimeSpan OnceTokenLifetime => _options.OnceTokenLifetime;

    /// <summary>The session that calls made here belong to; <see langword="null"/> outside of sessions.</summary>
    public RedisSession? CurrentSession => _freshness.Session;

    internal DeploymentMonitor Monitor => _monitor;

    internal bool IsDisposed => _lifetime.HasEnded;

    /// <summary>
    /// The route of an enumeration. It stays on one node, whose freshness is not checked again, so that fresh reads go to the primary.
    /// </summary>
    internal static RedisRoute RouteOfEnumeration(IRedisRouter router, RedisOperation operation) =>
        router is RedisRouter own
            ? own._freshness.IsEventual(operation) ? operation.Route : RedisRoute.Primary

            // The defaults of a router that stands around another are not known.
            : operation is { Consistency: ReadConsistency.Eventual, MaxStaleness: null } ? operation.Route : RedisRoute.Primary;

    /// <summary>A router that knows its primary.</summary>
    /// <param name="configuration">Endpoints and settings, as <see cref="RedisSafetyOptions.Configuration"/> takes them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The configuration cannot be read, or names no endpoint.</exception>
    /// <exception cref="RedisUnavailableException">
    /// No primary answered within <see cref="RedisSafetyOptions.ConnectTimeLimit"/>; it names each endpoint and its cause.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static Task<RedisRouter> ConnectAsync(string configuration, CancellationToken cancellationToken = default) =>
        ConnectAsync(new RedisSafetyOptions { Configuration = configuration }, null, cancellationToken);

    /// <summary>A router that knows its primary.</summary>
    /// <param name="options">How it connects and what it promises.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; it names all errors.</exception>
    /// <exception cref="RedisUnavailableException">
    /// No primary answered within <see cref="RedisSafetyOptions.ConnectTimeLimit"/>; it names each endpoint and its cause.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<RedisRouter> ConnectAsync(
        RedisSafetyOptions options,
        ILoggerFactory? loggerFactory = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var router = new RedisRouter(options, loggerFactory);
        try
        {
            await router._firstConnection.WaitAsync(cancellationToken).ConfigureAwait(false);
            return router;
        }
        catch
        {
            await router.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RedisUnavailableException">
    /// No node took the call within its budget, sending it again could have applied it twice, or too many calls wait already.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The router has been disposed.</exception>
    public Task<TResult> ExecuteAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        return _calls.ExecuteAsync(operation, state, cancellationToken);
    }

    /// <inheritdoc/>
    public void NoteWrite(RedisKey key) => _freshness.Note(key, _monitor.Current.ShardOf(key)?.Primary);

    /// <summary>
    /// Begins a session, which applies to every call that the calling method makes or awaits until the session is disposed.
    /// </summary>
    /// <param name="token">
    /// The <see cref="RedisSession.Token"/> of another process's session, to go on with that. One that is forged, truncated, too old to be
    /// followed or of other <see cref="RedisSafetyOptions.SessionKeys"/> only means that the primary answers for a moment.
    /// </param>
    public RedisSession StartSession(string? token = null)
    {
        _monitor.Start();
        var places = new SessionPlaces(_monitor, _tokens, _time, ReportLostWrites);
        if (!string.IsNullOrEmpty(token))
        {
            RouterTelemetry.Resumed(places.Resume(token) switch { true => "complete", false => "incomplete", null => "refused" });
        }

        return new RedisSession(_monitor, _time, _freshness, places);
    }

    /// <summary>Closes every connection. Calls under way end with an <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _lifetime.EndAsync().ConfigureAwait(false);
        _calls.Dispose();
        try
        {
            await _monitor.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _lifetime.Dispose();
        }
    }

    /// <summary>
    /// Closes every connection, without waiting until they are closed. Calls under way end with an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose() => _ = DisposeAsync().AsTask().ContinueWith(
        static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    internal void Start() => _monitor.Start();

    private void ReportLostWrites()
    {
        RouterTelemetry.LostWrites();
        RouterLog.LostWrites(_logger);
    }
}
