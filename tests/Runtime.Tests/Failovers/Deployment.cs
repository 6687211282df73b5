using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>A deployment whose primary can be made to go.</summary>
/// <param name="Configuration">How a router reaches it.</param>
/// <param name="FailOverAsync">Lets the primary go, and gives the next one when it takes writes.</param>
/// <param name="SwapLosesNothing">Whether a swap on command waits until the replica has everything.</param>
/// <param name="EndAsync">Ends the servers.</param>
internal sealed record Deployment(
    string Configuration, Func<Shape, Task<RedisServer>> FailOverAsync, bool SwapLosesNothing, Func<ValueTask> EndAsync)
{
    public static Task<Deployment> StartAsync(string name) => name switch
    {
        "nodes" => NodesAsync(),
        "endpoint" => EndpointAsync(),
        "sentinel" => SentinelAsync(),
        "cluster" => ClusterAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static async Task<Deployment> NodesAsync()
    {
        var lab = await ReplicatedDeployment.StartAsync();
        return new(lab.Configuration, shape => PromoteAsync(lab, shape), SwapLosesNothing: true, lab.DisposeAsync);
    }

    private static async Task<Deployment> EndpointAsync()
    {
        var lab = await ReplicatedDeployment.StartAsync();
        var name = new MovingName(lab.Primary);
        return new(
            name.Endpoint,
            async shape =>
            {
                var next = await PromoteAsync(lab, shape);
                name.MoveTo(next);
                return next;
            },
            SwapLosesNothing: true,
            async () =>
            {
                await name.DisposeAsync();
                await lab.DisposeAsync();
            });
    }

    private static async Task<Deployment> SentinelAsync()
    {
        var lab = await SentinelDeployment.StartAsync();
        var (primary, next) = (lab.Nodes.Primary, lab.Nodes.Replicas.Single());
        return new(
            lab.Configuration,
            async shape =>
            {
                if (shape == Shape.Swap)
                {
                    await lab.FailOverAsync();
                }
                else
                {
                    Stop(primary, shape);
                }

                await Until.TrueAsync("the replica is promoted", next.IsPrimaryAsync, TimeSpan.FromSeconds(40));
                if (shape == Shape.Swap)
                {
                    // Until the Sentinels tell it, the former primary goes on to take writes, which it then discards.
                    await Until.TrueAsync("the former primary follows", async () => !await primary.IsPrimaryAsync(), TimeSpan.FromSeconds(40));
                }

                return next;
            },
            SwapLosesNothing: false,
            lab.DisposeAsync);
    }

    private static async Task<Deployment> ClusterAsync()
    {
        var lab = await ClusterDeployment.StartAsync();
        return new(
            lab.Configuration,
            async shape =>
            {
                if (shape == Shape.Swap)
                {
                    return await lab.SwapAsync(History.Tag);
                }

                var (primary, next) = await lab.ShardOfAsync(History.Tag);
                Stop(primary, shape);
                await Until.TrueAsync("the replica is promoted", next.IsPrimaryAsync, TimeSpan.FromSeconds(40));
                return next;
            },
            SwapLosesNothing: true,
            lab.DisposeAsync);
    }

    private static async Task<RedisServer> PromoteAsync(ReplicatedDeployment lab, Shape shape)
    {
        if (shape == Shape.Swap)
        {
            await lab.SwapAsync();
        }
        else
        {
            Stop(lab.Primary, shape);
            await lab.PromoteAsync(lab.Replicas.First());
        }

        return lab.Primary;
    }

    private static void Stop(RedisServer server, Shape shape)
    {
        if (shape == Shape.Freeze)
        {
            server.Freeze();
        }
        else
        {
            server.Kill();
        }
    }
}
