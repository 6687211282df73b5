using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace RedisSafety;

/// <summary>Which connections the guard covers, the defaults it gives them, and the limits of a repair.</summary>
public sealed class RedisFailoverGuardOptions
{
    /// <summary>
    /// The endpoints that the guard covers; a connection is covered if one of its endpoints is. <see langword="null"/> for every
    /// endpoint that no other options provider claims. <see cref="RedisFailoverGuard.IsAmazon"/> covers ElastiCache and MemoryDB alone.
    /// </summary>
    public Func<EndPoint, bool>? Covers { get; set; }

    /// <summary>
    /// The time that a connection may take, unless its own configuration sets <c>connectTimeout</c>. 2 s: StackExchange.Redis holds back
    /// a new primary that long while it waits for a node that is gone. Its own default is 5 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The idle time after which a connection sends a keep-alive, unless its own configuration sets <c>keepAlive</c>. 10 s: an idle
    /// connection to a host that vanished is found within that time. The default of StackExchange.Redis is 60 s.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The interval at which StackExchange.Redis tries a lost connection again and looks at time-outs, unless the connection sets its
    /// own. 100 ms: it sends nothing while the connection is up. Its own default is 1 s.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The calls that wait while a node has no connection, unless the connection sets its own policy. <see langword="null"/> for
    /// StackExchange.Redis's default, which queues them for that node until they time out, even if another node is the primary by then.
    /// <see cref="BacklogPolicy.FailFast"/> fails them at once.
    /// </summary>
    public BacklogPolicy? BacklogPolicy { get; set; }

    /// <summary>The time that a node may take to report its role during a repair. 500 ms: far above the reply time of a healthy node.</summary>
    public TimeSpan RoleTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The time after which a repair gives up. 10 min: longer than any failover. The next lost connection or refused write starts
    /// another repair.
    /// </summary>
    public TimeSpan RepairTimeLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Where the guard logs. <see langword="null"/> for the factory of the host that called <c>AddRedisFailoverGuard</c>, if any.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Checks the options, and copies them so that later changes have no effect.</summary>
    internal RedisFailoverGuardOptions Validated()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(ConnectTimeout), ConnectTimeout),
            (nameof(HeartbeatInterval), HeartbeatInterval),
            (nameof(RoleTimeout), RoleTimeout),
            (nameof(RepairTimeLimit), RepairTimeLimit),
        })
        {
            // The largest time that a timer takes.
            if (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue)
            {
                throw new ArgumentException($"{name} is {value}: it must be positive, and at most {int.MaxValue} ms.");
            }
        }

        // StackExchange.Redis counts it in whole seconds, and takes 0 for never.
        if (KeepAliveInterval < TimeSpan.FromSeconds(1) || KeepAliveInterval.TotalSeconds > int.MaxValue / 1000)
        {
            throw new ArgumentException($"{nameof(KeepAliveInterval)} is {KeepAliveInterval}: it must be at least 1 s.");
        }

        return (RedisFailoverGuardOptions)MemberwiseClone();
    }
}
