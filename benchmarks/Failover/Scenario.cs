using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Benchmarks.Failover;

/// <summary>A deployment and what happens to it.</summary>
/// <param name="Configuration">How clients reach it.</param>
/// <param name="FailOverAsync">Fails over, and returns the new primary when it takes writes and is to be found.</param>
/// <param name="DisposeAsync">Ends the servers.</param>
internal sealed record Scenario(string Configuration, Func<Task<RedisServer>> FailOverAsync, Func<ValueTask> DisposeAsync)
{
    /// <summary>The hash tag of all keys: in a cluster, they are in the shard that fails over.</summary>
    public const string Tag = "{shop}";

    public static readonly string[] Names =
        ["swap-nodes", "swap-endpoint", "kill-nodes", "kill-sentinel", "freeze-sentinel", "swap-cluster", "kill-cluster"];

    public static async Task<Scenario> StartAsync(string name)
    {
        switch (name)
        {
            case "swap-endpoint":
                var moving = await ReplicatedDeployment.StartAsync();
                await InSyncAsync(moving.Primary);
                var dns = new MovingName(moving.Primary);
                return new(
                    dns.Endpoint,
                    async () =>
                    {
                        await moving.SwapAsync();
                        await Task.Delay(TimeSpan.FromSeconds(2));
                        dns.MoveTo(moving.Primary);
                        return moving.Primary;
                    },
                    async () =>
                    {
                        await dns.DisposeAsync();
                        await moving.DisposeAsync();
                    });
            case "swap-nodes" or "kill-nodes":
                var nodes = await ReplicatedDeployment.StartAsync();
                await InSyncAsync(nodes.Primary);
                return new(
                    nodes.Configuration,
                    async () =>
                    {
                        if (name == "swap-nodes")
                        {
                            await nodes.SwapAsync();
                            return nodes.Primary;
                        }

                        nodes.Primary.Kill();
                        await Task.Delay(TimeSpan.FromSeconds(1));
                        await nodes.PromoteAsync(nodes.Replicas.First());
                        return nodes.Primary;
                    },
                    nodes.DisposeAsync);
            case "kill-sentinel" or "freeze-sentinel":
                var watched = await SentinelDeployment.StartAsync();
                await InSyncAsync(watched.Nodes.Primary);
                return new(
                    watched.Configuration,
                    async () =>
                    {
                        var next = watched.Nodes.Replicas.Single();
                        Stop(watched.Nodes.Primary);
                        await next.PromotedAsync();
                        return next;
                    },
                    watched.DisposeAsync);
            default:
                var cluster = await ClusterDeployment.StartAsync();
                await InSyncAsync((await cluster.ShardOfAsync(Tag)).Primary);
                return new(
                    cluster.Configuration,
                    async () =>
                    {
                        if (name == "swap-cluster")
                        {
                            return await cluster.SwapAsync(Tag);
                        }

                        var (primary, replica) = await cluster.ShardOfAsync(Tag);
                        Stop(primary);
                        await replica.PromotedAsync();
                        return replica;
                    },
                    cluster.DisposeAsync);
        }

        void Stop(RedisServer primary)
        {
            if (name.StartsWith("freeze", StringComparison.Ordinal))
            {
                primary.Freeze();
            }
            else
            {
                primary.Kill();
            }
        }
    }

    /// <summary>
    /// Waits until the replica has acknowledged a write. Before that, Redis reports it as online and keeps what is written back from it, so
    /// that a primary which is killed would take every write with it.
    /// </summary>
    private static async Task InSyncAsync(RedisServer primary)
    {
        const string Key = $"{Tag}:in-sync";
        await primary.ExecuteAsync("SET", Key, 1);
        await Until.TrueAsync("the replica acknowledges writes", async () => (int)await primary.ExecuteAsync("WAIT", 1, 1_000) >= 1);
        await primary.ExecuteAsync("DEL", Key);
    }
}
