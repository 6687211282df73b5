using System.Net;
using RedisSafety.Repairs;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace RedisSafety.Providers;

/// <summary>
/// The provider that StackExchange.Redis asks for defaults, and calls for each multiplexer that it has connected. A setting that a
/// configuration names never gets here.
/// </summary>
internal sealed class GuardOptionsProvider(WatchRegistry watches) : DefaultOptionsProvider
{
    // Set while other providers are asked, which happens through StackExchange.Redis and so comes back here.
    [ThreadStatic]
    private static bool _asking;

    private volatile RedisFailoverGuardOptions? _options;

    /// <summary>The options; <see langword="null"/> while the guard is not installed.</summary>
    public RedisFailoverGuardOptions? Options
    {
        get => _options;
        set => _options = value;
    }

    /// <summary>An outage at start-up is like any other: the connection is made later, and not refused for good.</summary>
    public override bool AbortOnConnectFail => _options is null && base.AbortOnConnectFail;

    public override TimeSpan? ConnectTimeout => _options?.ConnectTimeout ?? base.ConnectTimeout;

    public override TimeSpan KeepAliveInterval => _options?.KeepAliveInterval ?? base.KeepAliveInterval;

    public override TimeSpan HeartbeatInterval => _options?.HeartbeatInterval ?? base.HeartbeatInterval;

    public override BacklogPolicy BacklogPolicy => _options?.BacklogPolicy ?? base.BacklogPolicy;

    public override IReconnectRetryPolicy? ReconnectRetryPolicy => _options is null ? base.ReconnectRetryPolicy : ReconnectPace.Instance;

    /// <summary>Names are resolved at each connection, not once: they move.</summary>
    public override bool ResolveDns => false;

    public override bool IsMatch(EndPoint endpoint)
    {
        if (_asking || _options is not { } options)
        {
            return false;
        }

        try
        {
            return options.Covers is { } covers ? covers(endpoint) : IsUnclaimed(endpoint);
        }
#pragma warning disable CA1031 // A predicate of the user that throws must not keep a library from connecting.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    public override Task AfterConnectAsync(ConnectionMultiplexer multiplexer, Action<string> log)
    {
        // A router repairs its own connections, which it opens under this mark.
        var isRouters = AppDomain.CurrentDomain.GetData("RedisSafety.OwnConnection") is AsyncLocal<bool> { Value: true };
        if (_options is not null && !isRouters)
        {
            watches.Watch(multiplexer);
        }

        return Task.CompletedTask;
    }

    private static bool IsUnclaimed(EndPoint endpoint)
    {
        _asking = true;
        try
        {
            // The one way to ask that every version has.
            return new ConfigurationOptions { EndPoints = { endpoint } }.Defaults.GetType() == typeof(DefaultOptionsProvider);
        }
        finally
        {
            _asking = false;
        }
    }
}
