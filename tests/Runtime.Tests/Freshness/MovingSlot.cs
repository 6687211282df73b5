using RedisSafety.Lab;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>A cluster in which one slot is being moved.</summary>
internal sealed class MovingSlot : IAsyncDisposable
{
    private readonly ClusterDeployment _cluster;
    private readonly string _key;
    private readonly RedisServer _to;

    private MovingSlot(ClusterDeployment cluster, string key, RedisServer from, RedisServer to) =>
        (_cluster, _key, From, _to) = (cluster, key, from, to);

    public RedisServer From { get; }

    public static async Task<MovingSlot> StartAsync(string key)
    {
        var cluster = await ClusterDeployment.StartAsync(shards: 3);
        var (from, _) = await cluster.ShardOfAsync(key);
        foreach (var server in cluster.Servers)
        {
            if (server != from && await server.IsPrimaryAsync())
            {
                return new(cluster, key, from, server);
            }
        }

        throw new InvalidOperationException("The cluster has one primary.");
    }

    /// <summary>Moves the slot to a node that has just joined and serves no slot yet, as when a cluster grows.</summary>
    public static async Task<MovingSlot> StartToNewNodeAsync(string key)
    {
        var cluster = await ClusterDeployment.StartAsync(shards: 3);
        var (from, _) = await cluster.ShardOfAsync(key);
        var added = await RedisServer.StartAsync(null, "--cluster-enabled", "yes");
        await added.ExecuteAsync(RedisServer.Cluster, "MEET", "127.0.0.1", from.Port);
        var id = (string)(await added.ExecuteAsync(RedisServer.Cluster, "MYID"))!;
        await Until.TrueAsync("the node has joined", async () =>
            ((string)(await from.ExecuteAsync(RedisServer.Cluster, "NODES"))!).Contains(id, StringComparison.Ordinal)
            && ((string)(await added.ExecuteAsync(RedisServer.Cluster, "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal));
        return new(cluster, key, from, added);
    }

    public async Task<RedisRouter> ConnectAsync()
    {
        var router = await RedisRouter.ConnectAsync(_cluster.Configuration, TestContext.Current.CancellationToken);
        await Until.TrueAsync("every replica is linked", () =>
            router.Monitor.Current is { Shards.Length: 3 } current && current.Shards.All(static shard => shard.Replicas.Length == 1));
        return router;
    }

    /// <summary>Begins to move the slot.</summary>
    public async Task BeginAsync()
    {
        var slot = (int)await From.ExecuteAsync(RedisServer.Cluster, "KEYSLOT", _key);
        var fromId = (string)(await From.ExecuteAsync(RedisServer.Cluster, "MYID"))!;
        var toId = (string)(await _to.ExecuteAsync(RedisServer.Cluster, "MYID"))!;
        await _to.ExecuteAsync(RedisServer.Cluster, "SETSLOT", slot, "IMPORTING", fromId);
        await From.ExecuteAsync(RedisServer.Cluster, "SETSLOT", slot, "MIGRATING", toId);
    }

    /// <summary>Moves keys of the slot, and returns when the old shard's replica has dropped them.</summary>
    public async Task MoveKeysAsync(params string[] keys)
    {
        await BeginAsync();
        await From.ExecuteAsync("MIGRATE", ["127.0.0.1", _to.Port, "", 0, 5000, "KEYS", .. keys]);
        Assert.Equal(1, (int)await From.ExecuteAsync("WAIT", 1, 5000));
    }

    /// <summary>Moves what is left, and gives the slot to the new shard.</summary>
    public Task EndAsync() => _cluster.MoveSlotAsync(_key, _to);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        if (!_cluster.Servers.Contains(_to))
        {
            await _to.DisposeAsync();
        }
    }
}
