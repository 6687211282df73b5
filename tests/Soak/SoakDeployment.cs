using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Soak;

/// <summary>A deployment, what can happen to it, and the server that holds a key in the end.</summary>
/// <param name="Configuration">How a router reaches it.</param>
/// <param name="Disturbances">What can happen to it.</param>
/// <param name="PrimaryOfAsync">The server that holds a key.</param>
/// <param name="DisposeAsync">Ends the servers.</param>
internal sealed record SoakDeployment(
    string Configuration, Disturbance[] Disturbances, Func<string, Task<RedisServer>> PrimaryOfAsync, Func<ValueTask> DisposeAsync)
{
    public static readonly string[] Names = ["nodes", "endpoint", "sentinel", "cluster", "lost-replies"];

    private static readonly string[] Durable = ["--appendonly", "yes", "--appendfsync", "always"];

    public static Task<SoakDeployment> StartAsync(string name) => name switch
    {
        "nodes" => NodesAsync(),
        "endpoint" => EndpointAsync(),
        "sentinel" => SentinelAsync(),
        "cluster" => ClusterAsync(),
        "lost-replies" => LostRepliesAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"Expected one of {string.Join(", ", Names)}."),
    };

    private static async Task<SoakDeployment> NodesAsync()
    {
        var lab = await ReplicatedDeployment.StartAsync(replicas: 2);
        var names = lab.Servers.Select(static server => new MovingName(server)).ToArray();
        MovingName NameOf(RedisServer server) => names[lab.Servers.ToList().IndexOf(server)];
        return new(
            string.Join(',', names.Select(static name => name.Endpoint)),
            [
                new("planned swap", async _ =>
                {
                    var former = lab.Primary;
                    await lab.SwapAsync();
                    await FollowAllAsync(lab, former);
                }),
                new("kill, promote, return as an empty primary", random => KillAsync(lab, random, returnsDetached: true)),
                new("kill, promote, return", random => KillAsync(lab, random, returnsDetached: false)),
                new("empty chain", async random =>
                {
                    var replicas = lab.Replicas.ToArray();
                    await replicas[0].RestartAsync();
                    await FollowAsync(replicas[1], replicas[0]);
                    await PauseAsync(random, 500);
                    await FollowAsync(replicas[0], lab.Primary);
                    await FollowAsync(replicas[1], lab.Primary);
                }),
                new("two primaries for a while", async random =>
                {
                    var former = lab.Primary;
                    var next = lab.Replicas.First();
                    await QuietAsync(former, next);
                    await lab.PromoteAsync(next);
                    await PauseAsync(random, 800);
                    await FollowAllAsync(lab, former);
                }),
                new("replica split off", random => SplitAsync(lab.Primary, lab.Replicas.ElementAt(random.Next(2)), random)),
                new("freeze", random => FreezeAsync(lab.Primary, random)),
                new("cut", _ => Done(() => NameOf(lab.Primary).Cut())),
                new("vanish", _ => Done(() => NameOf(lab.Primary).Vanish())),
                new("close clients", _ => lab.Primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal")),
            ],
            _ => Task.FromResult(lab.Primary),
            async () =>
            {
                foreach (var name in names)
                {
                    await name.DisposeAsync();
                }

                await lab.DisposeAsync();
            });
    }

    private static async Task<SoakDeployment> EndpointAsync()
    {
        var lab = await ReplicatedDeployment.StartAsync();
        var name = new MovingName(lab.Primary);
        return new(
            name.Endpoint,
            [
                new("planned swap, the name moves later", async random =>
                {
                    await lab.SwapAsync();
                    await PauseAsync(random, 1_000);
                    name.MoveTo(lab.Primary);
                }),
                new("the name moves, and one connection is cut", async random =>
                {
                    await lab.SwapAsync();
                    name.MoveTo(lab.Primary);
                    await PauseAsync(random, 100);
                    name.Cut();
                }),
                new("freeze", random => FreezeAsync(lab.Primary, random)),
                new("vanish", _ => Done(name.Vanish)),
                new("cut", _ => Done(name.Cut)),
            ],
            _ => Task.FromResult(lab.Primary),
            async () =>
            {
                await name.DisposeAsync();
                await lab.DisposeAsync();
            });
    }

    private static async Task<SoakDeployment> SentinelAsync()
    {
        var lab = await SentinelDeployment.StartAsync();
        async Task<RedisServer> PrimaryAsync()
        {
            RedisServer? primary = null;
            await Until.TrueAsync(
                "one server follows the other",
                async () =>
                {
                    foreach (var server in lab.Nodes.Servers)
                    {
                        primary = await server.IsPrimaryAsync() && await ReplicasAsync(server) > 0 ? server : primary;
                    }

                    return primary is not null;
                },
                TimeSpan.FromSeconds(60));
            return primary!;
        }

        return new(
            lab.Configuration,
            [
                new("slow primary", async random => await FreezeAsync(await PrimaryAsync(), random)),
                new("close clients", async _ => await (await PrimaryAsync()).ExecuteAsync("CLIENT", "KILL", "TYPE", "normal")),
                new("detached replica", async random =>
                {
                    var primary = await PrimaryAsync();
                    var replica = lab.Nodes.Servers.Single(server => server != primary);
                    await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
                    await PauseAsync(random, 2_000);
                    await PrimaryAsync();
                }),
                new("kill of a quiet primary", async _ =>
                {
                    var primary = await PrimaryAsync();
                    var replica = lab.Nodes.Servers.Single(server => server != primary);
                    await QuietAsync(primary, replica);
                    primary.Kill();
                    await Until.TrueAsync("the replica is promoted", replica.IsPrimaryAsync, TimeSpan.FromSeconds(60));
                    await primary.RestartAsync();
                    await PrimaryAsync();
                }),
            ],
            _ => PrimaryAsync(),
            lab.DisposeAsync);
    }

    private static async Task<SoakDeployment> ClusterAsync()
    {
        var lab = await ClusterDeployment.StartAsync();
        Task<(RedisServer Primary, RedisServer Replica)> AnyShardAsync(Random random) => ShardAsync($"{{{random.Next()}}}");

        async Task<(RedisServer Primary, RedisServer Replica)> ShardAsync(string key)
        {
            (RedisServer Primary, RedisServer Replica)? found = null;
            await Until.TrueAsync(
                "the shard has its replica",
                async () =>
                {
                    try
                    {
                        found = await lab.ShardOfAsync(key);
                    }
                    catch (IndexOutOfRangeException)
                    {
                        // Right after a failover, the former primary is no replica yet.
                    }

                    return found is not null;
                },
                TimeSpan.FromSeconds(60));
            return found!.Value;
        }

        return new(
            lab.Configuration,
            [
                new("planned failover", async random =>
                {
                    var key = $"{{{random.Next()}}}";
                    await ShardAsync(key);
                    await lab.SwapAsync(key);
                }),
                new("slow primary", async random => await FreezeAsync((await AnyShardAsync(random)).Primary, random, 600)),
                new("close clients", async random => await (await AnyShardAsync(random)).Primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal")),
                new("resharding", async random =>
                {
                    var key = $"{{cluster-{random.Next(8)}}}";
                    var (from, _) = await ShardAsync(key);
                    var (to, _) = await AnyShardAsync(random);
                    if (to != from)
                    {
                        // The lab's connections may still take the primaries for the replicas that they were.
                        await (await from.ConnectAsync()).Multiplexer.ConfigureAsync();
                        await (await to.ConnectAsync()).Multiplexer.ConfigureAsync();
                        await lab.MoveSlotAsync(key, to, () => PauseAsync(random, 500));
                    }
                }),
                new("kill of a quiet primary", async random =>
                {
                    var (primary, replica) = await AnyShardAsync(random);
                    await QuietAsync(primary, replica);
                    primary.Kill();
                    await Until.TrueAsync("the replica is promoted", replica.IsPrimaryAsync, TimeSpan.FromSeconds(60));
                    await primary.RestartAsync();
                    await Until.TrueAsync("the former primary follows", primary.IsLinkedAsync, TimeSpan.FromSeconds(60));
                }),
            ],
            async key => (await ShardAsync(key)).Primary,
            lab.DisposeAsync);
    }

    private static async Task<SoakDeployment> LostRepliesAsync()
    {
        string[] commands = ["SET", "INCR", "SADD", "EVALSHA", "SSCAN", "GET"];
        var server = await RedisServer.StartAsync();
        var link = new LostReplyLink(server);
        return new(
            link.Endpoint,
            [
                new("lost reply", async random =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        var lost = link.Lost;
                        link.LoseNext(commands[random.Next(commands.Length)]);
                        await Until.TrueAsync("a reply is lost", () => link.Lost > lost);
                    }
                }),
            ],
            _ => Task.FromResult(server),
            async () =>
            {
                await link.DisposeAsync();
                await server.DisposeAsync();
            });
    }

    private static async Task KillAsync(ReplicatedDeployment lab, Random random, bool returnsDetached)
    {
        var former = lab.Primary;
        var next = lab.Replicas.First();
        await QuietAsync(former, next);
        former.Kill();
        await PauseAsync(random, 300);
        await lab.PromoteAsync(next);
        await former.RestartAsync(returnsDetached ? Durable : []);
        await PauseAsync(random, 1_000);
        await FollowAllAsync(lab, former);
    }

    /// <summary>Holds up what a replica gets from its primary, which the clients still reach both, and goes on or breaks off.</summary>
    private static async Task SplitAsync(RedisServer primary, RedisServer replica, Random random)
    {
        await using var link = new ReplicationLink(primary);
        await FollowAsync(replica, primary, link);
        await PauseAsync(random, 300);
        link.Pause();
        await PauseAsync(random, 1_500);
        if (random.Next(2) == 0)
        {
            link.Resume();
            await PauseAsync(random, 300);
        }

        await FollowAsync(replica, primary);
    }

    private static async Task FollowAllAsync(ReplicatedDeployment lab, RedisServer former)
    {
        foreach (var replica in lab.Replicas.Where(replica => replica != former).Append(former))
        {
            await Until.TrueAsync("the server has loaded its data", () => HasLoadedAsync(replica), TimeSpan.FromSeconds(60));
            await FollowAsync(replica, lab.Primary);
        }
    }

    /// <summary>Has a server follow another one, and waits for it: after a while, there are millions of elements to transfer.</summary>
    private static async Task FollowAsync(RedisServer replica, RedisServer primary, ReplicationLink? link = null)
    {
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", link?.Port ?? primary.Port);
        await Until.TrueAsync($"{replica.Endpoint} follows", replica.IsLinkedAsync, TimeSpan.FromSeconds(120));
        await Until.TrueAsync($"{replica.Endpoint} counts", () => primary.CountsAsync(replica), TimeSpan.FromSeconds(120));
    }

    private static async Task<bool> HasLoadedAsync(RedisServer server)
    {
        try
        {
            await server.ExecuteAsync("PING");
            return true;
        }
        catch (RedisServerException)
        {
            return false;
        }
    }

    /// <summary>Holds writes back until the replica has everything, so that a kill loses nothing.</summary>
    private static async Task QuietAsync(RedisServer primary, RedisServer replica)
    {
        await primary.ExecuteAsync("CLIENT", "PAUSE", 10_000, "WRITE");
        await Until.TrueAsync("the replica has everything", async () => await OffsetAsync(primary) <= await OffsetAsync(replica));
    }

    private static async Task<long> OffsetAsync(RedisServer server)
    {
        var info = (string)(await server.ExecuteAsync("INFO", "replication"))!;
        var field = info.Contains("slave_repl_offset:", StringComparison.Ordinal) ? "slave_repl_offset:" : "master_repl_offset:";
        return long.Parse(info.Split(field)[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many replicas a server counts. One whose role has just changed is no primary, and counts none.</summary>
    private static async Task<int> ReplicasAsync(RedisServer server)
    {
        var role = (RedisResult[])(await server.ExecuteAsync("ROLE"))!;
        return (string?)role[0] == "master" ? ((RedisResult[])role[2]!).Length : 0;
    }

    private static async Task FreezeAsync(RedisServer server, Random random, int most = 900)
    {
        server.Freeze();
        await PauseAsync(random, most);
        server.Thaw();
    }

    private static Task PauseAsync(Random random, int most) => Task.Delay(random.Next(most));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
