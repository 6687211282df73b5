using System.Net;
using Microsoft.Extensions.Logging;
using RedisSafety.Providers;
using RedisSafety.Repairs;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace RedisSafety;

/// <summary>
/// Repairs the StackExchange.Redis connections of this process after a failover, no matter which library opened them. It reconnects a
/// multiplexer to the new primary; it does not repeat calls.
/// </summary>
public static class RedisFailoverGuard
{
    private static readonly object Lock = new();
    private static readonly LoggerSource Loggers = new();
    private static readonly WatchRegistry Watches = new(Loggers);
    private static readonly GuardOptionsProvider Provider = new(Watches);
    private static bool _added;

    /// <summary>Whether connections that are opened now are covered.</summary>
    public static bool IsInstalled => Provider.Options is not null;

    /// <summary>The open multiplexers that the guard watches.</summary>
    public static int WatchedConnections => Watches.Count;

    /// <summary>
    /// Covers every connection that is opened from now on, unless its <see cref="ConfigurationOptions.Defaults"/> are set or were read
    /// before. A second call replaces the options and changes nothing else.
    /// </summary>
    /// <param name="options">The options; <see langword="null"/> for the defaults. Later changes of the object have no effect.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static void Install(RedisFailoverGuardOptions? options = null)
    {
        var valid = (options ?? new()).Validated();
        lock (Lock)
        {
            Loggers.Configured = valid.LoggerFactory;
            Provider.Options = valid;
            Watches.Options = valid;
            if (!_added)
            {
                // StackExchange.Redis has no way to remove a provider: ours is added once, and claims nothing while it is not installed.
                DefaultOptionsProvider.AddProvider(Provider);
                _added = true;
            }
        }
    }

    /// <summary>
    /// Ends the guard: no further connection is covered, repairs end, and watched connections are left alone. Settings that they were
    /// opened with stay as they are.
    /// </summary>
    public static void Remove()
    {
        lock (Lock)
        {
            Provider.Options = null;
            Watches.Clear();
        }
    }

    /// <summary>
    /// Covers a connection that was opened before <see cref="Install"/>, or that has an options provider of its own. Its settings stay
    /// as they are. Call it after <see cref="Install"/>.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <returns>Whether the connection is watched now and was not before.</returns>
    /// <exception cref="InvalidOperationException">The guard is not installed.</exception>
    public static bool Protect(IConnectionMultiplexer connection)
    {
        _ = connection ?? throw new ArgumentNullException(nameof(connection));
        if (!IsInstalled)
        {
            throw new InvalidOperationException($"Call {nameof(RedisFailoverGuard)}.{nameof(Install)} first.");
        }

        return Watches.Watch(connection);
    }

    /// <summary>Whether an endpoint is a name of ElastiCache or MemoryDB, in any AWS partition.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static bool IsAmazon(EndPoint endpoint) => endpoint is DnsEndPoint dns && AmazonNames.Contains(dns.Host);

    /// <summary>Logs with the factory of a host until the result is disposed.</summary>
    internal static IDisposable UseLoggers(Func<ILoggerFactory?> factory) => Loggers.Add(factory);
}
