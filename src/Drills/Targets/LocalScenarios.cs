using System.Globalization;
using RedisSafety.Drills.Probing;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Drills.Targets;

/// <summary>The scenarios on local servers, by name.</summary>
internal static class LocalScenarios
{
    // The hash tag of all keys of a drill decides the shard of a cluster.
    private const string Tag = "{redis-safety-drill}";

    /// <summary>Every scenario.</summary>
    public static IReadOnlyList<LocalScenario> All { get; } =
    [
        new("planned-swap", "The primary hands over to its replica (FAILOVER); clients know both nodes.", true, SwapAsync),
        new("kill", "The primary's process is killed, and its replica is promoted; clients know both nodes.", true,
            static delays => LossAsync(delays, freezes: false)),
        new("freeze", "The primary stops to answer without closing a connection, and its replica is promoted.", true,
            static delays => LossAsync(delays, freezes: true)),
        new("moved-name", "The primary hands over; clients know one name, which moves later.", true, MovedNameAsync),
        new("sentinel", "The primary's process is killed; three Sentinels promote its replica after a second.", true, SentinelAsync),
        new("cluster", "The primary of a shard is killed; the cluster promotes its replica after a second.", true, ClusterAsync),
        new("two-failovers", "The primary hands over, and gets the role back a second later.", true, TwiceAsync, ReturnsToFirst: true),
        new("replica-lag", "What the primary sends reaches its replica late.", false, LagAsync),
        new("full-resync", "The replica restarts empty and copies everything.", false, ResyncAsync),
        new("client-pause", "The primary holds writes back (CLIENT PAUSE … WRITE).", false, PauseAsync),
    ];

    /// <summary>Finds a scenario; <see langword="null"/> if there is none of that name.</summary>
    public static LocalScenario? Find(string name) =>
        All.FirstOrDefault(scenario => scenario.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Checks that the programs that scenarios need are installed.</summary>
    /// <exception cref="DrillException">One is missing; the message names the package.</exception>
    public static void Require(IEnumerable<string> names)
    {
        LocalPrograms.Require("redis-server");
        if (names.Contains("sentinel", StringComparer.OrdinalIgnoreCase))
        {
            LocalPrograms.Require("redis-sentinel");
        }
    }

    /// <summary>Starts the servers of a scenario.</summary>
    /// <exception cref="DrillException">They do not start.</exception>
    public static async Task<IDrillTarget> StartAsync(LocalScenario scenario, LocalDelays delays)
    {
        try
        {
            return new LocalTarget(scenario, await scenario.StartAsync(delays));
        }
        catch (Exception fault) when (fault is TimeoutException or InvalidOperationException or IOException or RedisException)
        {
            throw new DrillException($"The servers of '{scenario.Name}' did not start: {fault.Message}", fault);
        }
    }

    private static async Task<LocalServers> SwapAsync(LocalDelays delays)
    {
        var nodes = await ReplicatedDeployment.StartAsync();
        return new LocalServers
        {
            Configuration = nodes.Configuration,
            Nodes = AddressesOf(nodes.Servers),
            DisturbAsync = (note, _) => SwapAsync(nodes, note),
            EndAsync = nodes.DisposeAsync,
        };
    }

    private static async Task<LocalServers> LossAsync(LocalDelays delays, bool freezes)
    {
        var nodes = await ReplicatedDeployment.StartAsync();
        var former = nodes.Primary;
        return new LocalServers
        {
            Configuration = nodes.Configuration,
            Nodes = AddressesOf(nodes.Servers),
            DisturbAsync = async (note, cancellationToken) =>
            {
                note($"{former.Endpoint} is {(freezes ? "frozen" : "killed")}");
                Stop(former, freezes);
                await Task.Delay(delays.Promotion, cancellationToken);
                var next = nodes.Replicas.First();
                await nodes.PromoteAsync(next);
                note($"{next.Endpoint} is promoted");
            },
            RestoreAsync = async (note, _) =>
            {
                await Task.Delay(delays.Restart, CancellationToken.None);
                if (nodes.Primary == former)
                {
                    // It was cancelled before the promotion.
                    former.Thaw();
                }
                else if (freezes)
                {
                    former.Thaw();
                    await Until.TrueAsync($"{former.Endpoint} follows", async () =>
                        !(await former.ExecuteAsync("REPLICAOF", "127.0.0.1", nodes.Primary.Port)).IsNull);
                    note($"{former.Endpoint} goes on, as a replica");
                }
                else
                {
                    await former.RestartAsync("--replicaof", "127.0.0.1", PortOf(nodes.Primary));
                    note($"{former.Endpoint} is started again, as a replica");
                }
            },
            EndAsync = nodes.DisposeAsync,
        };
    }

    private static async Task<LocalServers> MovedNameAsync(LocalDelays delays)
    {
        var nodes = await ReplicatedDeployment.StartAsync();
        var name = new MovingName(nodes.Primary);
        return new LocalServers
        {
            Configuration = name.Endpoint,
            Nodes = AddressesOf(nodes.Servers),
            Endpoint = new NodeAddress("127.0.0.1", int.Parse(name.Endpoint.Split(':')[1], CultureInfo.InvariantCulture)),
            DisturbAsync = async (note, cancellationToken) =>
            {
                await SwapAsync(nodes, note);
                await Task.Delay(delays.Name, cancellationToken);
                name.MoveTo(nodes.Primary);
                note($"the name leads to {nodes.Primary.Endpoint}");
            },
            EndAsync = async () =>
            {
                await name.DisposeAsync();
                await nodes.DisposeAsync();
            },
        };
    }

    private static async Task<LocalServers> SentinelAsync(LocalDelays delays)
    {
        var watched = await SentinelDeployment.StartAsync();
        var former = watched.Nodes.Primary;
        var next = watched.Nodes.Replicas.Single();
        return new LocalServers
        {
            Configuration = watched.Configuration,
            Nodes = AddressesOf(watched.Nodes.Servers),
            DisturbAsync = async (note, _) =>
            {
                note($"{former.Endpoint} is killed");
                former.Kill();
                await next.PromotedAsync();
                note($"the Sentinels have promoted {next.Endpoint}");
            },
            RestoreAsync = async (note, _) =>
            {
                await Task.Delay(delays.Restart, CancellationToken.None);
                await former.RestartAsync("--replicaof", "127.0.0.1", PortOf(next));
                note($"{former.Endpoint} is started again, as a replica");
            },
            EndAsync = watched.DisposeAsync,
        };
    }

    private static async Task<LocalServers> ClusterAsync(LocalDelays delays)
    {
        var cluster = await ClusterDeployment.StartAsync();
        var (former, next) = await cluster.ShardOfAsync(Tag);
        return new LocalServers
        {
            Configuration = cluster.Configuration,
            Nodes = AddressesOf([former, next]),
            DisturbAsync = async (note, _) =>
            {
                note($"{former.Endpoint} is killed");
                former.Kill();
                await next.PromotedAsync();
                note($"the cluster has promoted {next.Endpoint}");
            },
            RestoreAsync = async (note, _) =>
            {
                await Task.Delay(delays.Restart, CancellationToken.None);
                await former.RestartAsync();
                note($"{former.Endpoint} is started again, and joins as a replica");
            },
            EndAsync = cluster.DisposeAsync,
        };
    }

    private static async Task<LocalServers> TwiceAsync(LocalDelays delays)
    {
        var nodes = await ReplicatedDeployment.StartAsync();
        return new LocalServers
        {
            Configuration = nodes.Configuration,
            Nodes = AddressesOf(nodes.Servers),
            DisturbAsync = async (note, cancellationToken) =>
            {
                await SwapAsync(nodes, note);
                await Task.Delay(delays.Disturbance, cancellationToken);
                await SwapAsync(nodes, note);
            },
            EndAsync = nodes.DisposeAsync,
        };
    }

    private static async Task<LocalServers> LagAsync(LocalDelays delays)
    {
        var (nodes, links) = await ReplicatedDeployment.StartLinkedAsync();
        return new LocalServers
        {
            Configuration = nodes.Configuration,
            Nodes = AddressesOf(nodes.Servers),
            DisturbAsync = async (note, cancellationToken) =>
            {
                note("the replica gets writes 500 ms late");
                links[0].Delay = TimeSpan.FromMilliseconds(500);
                await Task.Delay(delays.Disturbance, cancellationToken);
                links[0].Delay = TimeSpan.Zero;
                note("the replica gets writes at once");
            },
            EndAsync = async () =>
            {
                foreach (var link in links)
                {
                    await link.DisposeAsync();
                }

                await nodes.DisposeAsync();
            },
        };
    }

    private static async Task<LocalServers> ResyncAsync(LocalDelays delays)
    {
        var nodes = await ReplicatedDeployment.StartAsync();
        return new LocalServers
        {
            Configuration = nodes.Configuration,
            Nodes = AddressesOf(nodes.Servers),
            DisturbAsync = async (note, _) =>
            {
                var replica = nodes.Replicas.First();
                note($"{replica.Endpoint} restarts without its data");
                await replica.RestartAsync("--replicaof", "127.0.0.1", PortOf(nodes.Primary));
                await Until.TrueAsync("the replica is in sync", replica.IsLinkedAsync);
                note($"{replica.Endpoint} has copied everything");
            },
            EndAsync = nodes.DisposeAsync,
        };
    }

    private static async Task<LocalServers> PauseAsync(LocalDelays delays)
    {
        var nodes = await ReplicatedDeployment.StartAsync();
        return new LocalServers
        {
            Configuration = nodes.Configuration,
            Nodes = AddressesOf(nodes.Servers),
            DisturbAsync = async (note, cancellationToken) =>
            {
                await nodes.Primary.ExecuteAsync("CLIENT", "PAUSE", (long)delays.Disturbance.TotalMilliseconds, "WRITE");
                note($"{nodes.Primary.Endpoint} holds writes back");
                await Task.Delay(delays.Disturbance, cancellationToken);
                note($"{nodes.Primary.Endpoint} lets writes through");
            },
            EndAsync = nodes.DisposeAsync,
        };
    }

    private static async Task SwapAsync(ReplicatedDeployment nodes, Action<string> note)
    {
        // A primary hands over when its replica has acknowledged everything, which a replica does by itself once a second only.
        var next = nodes.Replicas.First();
        note($"{nodes.Primary.Endpoint} is asked to hand over");
        var swapping = nodes.SwapAsync();
        using (var replica = await RespConnection.OpenAsync(AddressesOf([next])[0], DeploymentAccess.Open, CancellationToken.None))
        {
            while (!swapping.IsCompleted)
            {
                await replica.SendWithoutReplyAsync(CancellationToken.None, "REPLCONF", "GETACK", "*");
                await Task.WhenAny(swapping, Task.Delay(5));
            }
        }

        await swapping;
        note($"{nodes.Primary.Endpoint} is the primary");
    }

    private static void Stop(RedisServer server, bool freezes)
    {
        if (freezes)
        {
            server.Freeze();
        }
        else
        {
            server.Kill();
        }
    }

    private static List<NodeAddress> AddressesOf(IEnumerable<RedisServer> servers) =>
        [.. servers.Select(static server => new NodeAddress("127.0.0.1", server.Port))];

    private static string PortOf(RedisServer server) => server.Port.ToString(CultureInfo.InvariantCulture);
}
