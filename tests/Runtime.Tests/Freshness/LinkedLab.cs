using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Replication;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>A primary with replicas over links that can be slowed, held up and cut, and routers that have measured them.</summary>
internal sealed class LinkedLab : IAsyncDisposable
{
    private LinkedLab(ReplicatedDeployment deployment, ReplicationLink[] links)
    {
        Deployment = deployment;
        Links = links;
    }

    public ReplicatedDeployment Deployment { get; }

    public ReplicationLink[] Links { get; }

    public static async Task<LinkedLab> StartAsync(TimeSpan delay = default, int replicas = 1)
    {
        var (deployment, links) = await ReplicatedDeployment.StartLinkedAsync(replicas, delay);
        return new(deployment, links);
    }

    public async Task<RedisRouter> ConnectAsync(Action<RedisSafetyOptions>? configure = null)
    {
        var options = new RedisSafetyOptions { Configuration = Deployment.Configuration + ",allowAdmin=true" };
        configure?.Invoke(options);
        var router = await RedisRouter.ConnectAsync(options, null, TestContext.Current.CancellationToken);
        await MeasuredAsync(router, Links.Length);
        return router;
    }

    public static Task MeasuredAsync(RedisRouter router, int replicas) => Until.TrueAsync("every replica is measured", () =>
    {
        // A watch that is as good as off looks too.
        router.Monitor.Hasten();
        return router.Monitor.Current.Shards is [{ Primary: not null } shard]
            && shard.Replicas.Count(static replica => replica.Watermark.Reached != PrimaryTimeline.Never) == replicas;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var link in Links)
        {
            await link.DisposeAsync();
        }

        await Deployment.DisposeAsync();
    }
}
