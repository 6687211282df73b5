using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>Makes of a user's configuration one that a connection to a single node needs.</summary>
internal static class NodeConfiguration
{
    /// <summary>
    /// The name under which a node is sent <c>CLUSTER</c>. StackExchange.Redis itself must not find that command: it would
    /// connect to every node of the cluster from each node's connection. A data node has no command <c>SENTINEL</c>.
    /// </summary>
    public const string ClusterAlias = "SENTINEL";

    /// <summary>
    /// The name under which a node is sent <c>INFO</c>, which StackExchange.Redis takes for an administrator's command. It is the
    /// router's own question, and no reason to open the others to its users. <c>READWRITE</c> changes the state of a connection that is
    /// shared, so that no call of a user sends it, and StackExchange.Redis does not send it either.
    /// </summary>
    public const string InfoAlias = "READWRITE";

    // So often a lost connection is tried again, and an attempt's time-out is looked at.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(100);

    /// <summary>The name under which the router's connections know a command.</summary>
    public static string NameOf(string command) => command.Equals("CLUSTER", StringComparison.OrdinalIgnoreCase) ? ClusterAlias : command;

    /// <exception cref="ArgumentException">The configuration cannot be read.</exception>
    public static ConfigurationOptions Parse(RedisSafetyOptions options)
    {
        var parsed = string.IsNullOrWhiteSpace(options.Configuration) ? new() : ConfigurationOptions.Parse(options.Configuration);
        options.ConfigureConnection?.Invoke(parsed);
        return parsed;
    }

    public static ConfigurationOptions For(
        ConfigurationOptions deployment,
        RedisSafetyOptions options,
        EndPoint endpoint,
        Action<ConnectionType, Socket> opened)
    {
        var node = deployment.Clone();
        node.EndPoints.Clear();
        node.EndPoints.Add(endpoint);
        node.ServiceName = null!;

        // CLIENT ID and CLIENT KILL are the router's own: they fence a server from a connection that was given up.
        node.AllowAdmin = true;
        node.AbortOnConnectFail = false;
        node.BacklogPolicy = BacklogPolicy.FailFast;
        node.TieBreaker = string.Empty;
        node.ConfigurationChannel = string.Empty;
        node.ConnectRetry = 1;
        node.ConnectTimeout = (int)options.NodeConnectTimeout.TotalMilliseconds;

        // The router ends its calls itself. A call that cannot be repeated waits as long as its connection lives.
        node.AsyncTimeout = (int)Math.Min(int.MaxValue, (options.CallBudget + options.AttemptTimeout).TotalMilliseconds);
        node.SyncTimeout = node.AsyncTimeout;
        node.HeartbeatInterval = Heartbeat;
        node.ReconnectRetryPolicy = new LinearRetry((int)Heartbeat.TotalMilliseconds);
        node.CommandMap = WithAliases(deployment.CommandMap);
        var before = deployment.BeforeSocketConnect;
        node.BeforeSocketConnect = (target, type, socket) =>
        {
            // A user may replace the credentials of a deployment at any time: each connection takes the current ones.
            (node.User, node.Password) = (deployment.User, deployment.Password);
            before?.Invoke(target, type, socket);
            opened(type, socket);
        };
        return node;
    }

    public static ConfigurationOptions ForSentinels(ConfigurationOptions deployment, RedisSafetyOptions options)
    {
        var sentinels = deployment.Clone();
        sentinels.ServiceName = null!;
        sentinels.CommandMap = CommandMap.Sentinel;
        sentinels.TieBreaker = string.Empty;
        sentinels.AbortOnConnectFail = false;
        sentinels.BacklogPolicy = BacklogPolicy.FailFast;
        sentinels.ConnectTimeout = (int)options.NodeConnectTimeout.TotalMilliseconds;
        sentinels.AsyncTimeout = (int)options.AttemptTimeout.TotalMilliseconds;
        sentinels.HeartbeatInterval = Heartbeat;
        sentinels.User = deployment.SentinelUser;
        sentinels.Password = deployment.SentinelPassword;
        sentinels.DefaultDatabase = null;
        foreach (var endpoint in deployment.EndPoints.ToArray())
        {
            // A Sentinel listens on a port of its own by default.
            if (Format.PortOf(endpoint) == 0)
            {
                sentinels.EndPoints.Remove(endpoint);
                sentinels.EndPoints.Add(Format.WithPort(endpoint, 26379));
            }
        }

        return sentinels;
    }

    /// <summary>The names under which a user's deployment knows the commands, and the router's two beside them.</summary>
    internal static CommandMap WithAliases(CommandMap map)
    {
        // The map tells what it changes, and no more: "$INFO=secret,$CONFIG=".
        var names = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var change in map.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = change.IndexOf('=', StringComparison.Ordinal);
            if (change[0] == '$' && equals > 1)
            {
                names[change[1..equals]] = equals + 1 < change.Length ? change[(equals + 1)..] : null;
            }
        }

        var cluster = names.TryGetValue("CLUSTER", out var name) ? name : "CLUSTER";
        names[InfoAlias] = names.TryGetValue("INFO", out name) ? name : "INFO";
        names["CLUSTER"] = null;
        names[ClusterAlias] = cluster;
        return CommandMap.Create(names);
    }

    private static class Format
    {
        public static int PortOf(EndPoint endpoint) => endpoint switch
        {
            DnsEndPoint dns => dns.Port,
            IPEndPoint ip => ip.Port,
            _ => -1,
        };

        public static EndPoint WithPort(EndPoint endpoint, int port) => endpoint switch
        {
            DnsEndPoint dns => new DnsEndPoint(dns.Host, port),
            IPEndPoint ip => new IPEndPoint(ip.Address, port),
            _ => endpoint,
        };
    }
}
