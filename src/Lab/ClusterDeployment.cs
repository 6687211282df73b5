using System.Globalization;
using RedisSafety.Lab.Security;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Lab;

/// <summary>A Redis Cluster whose shards have one replica each.</summary>
public sealed class ClusterDeployment : IAsyncDisposable
{
    private const int Slots = 16384;

    private ClusterDeployment(List<RedisServer> servers) => Servers = servers;

    public IReadOnlyList<RedisServer> Servers { get; }

    public string Configuration => string.Join(',', Servers.Select(server => server.Endpoint));

    /// <summary>Starts a cluster, and gives it when every node says that it is whole.</summary>
    public static async Task<ClusterDeployment> StartAsync(int shards = 3, Access? access = null)
    {
        var servers = (await Task.WhenAll(Enumerable.Range(0, shards * 2).Select(_ => RedisServer.StartAsync(
            access, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0")))).ToList();
        var cluster = new ClusterDeployment(servers);
        for (var i = 0; i < servers.Count; i++)
        {
            await servers[i].ExecuteAsync(RedisServer.Cluster, "SET-CONFIG-EPOCH", i + 1);
            if (i < shards)
            {
                await servers[i].ExecuteAsync(
                    RedisServer.Cluster, "ADDSLOTSRANGE", i * Slots / shards, ((i + 1) * Slots / shards) - 1);
            }

            if (i > 0)
            {
                await servers[i].ExecuteAsync(RedisServer.Cluster, "MEET", "127.0.0.1", servers[0].Port);
            }
        }

        for (var i = 0; i < shards; i++)
        {
            var id = (string)(await servers[i].ExecuteAsync(RedisServer.Cluster, "MYID"))!;
            var replica = servers[shards + i];
            await Until.TrueAsync($"{replica.Endpoint} knows its primary", async () =>
                ((string)(await replica.ExecuteAsync(RedisServer.Cluster, "NODES"))!).Contains(id, StringComparison.Ordinal));
            await replica.ExecuteAsync(RedisServer.Cluster, "REPLICATE", id);
        }

        foreach (var server in servers)
        {
            await Until.TrueAsync($"{server.Endpoint} sees a whole cluster", async () =>
                ((string)(await server.ExecuteAsync(RedisServer.Cluster, "INFO"))!).Contains("cluster_state:ok", StringComparison.Ordinal)
                && ((RedisResult[])(await server.ExecuteAsync(RedisServer.Cluster, "SLOTS"))!).All(range => ((RedisResult[])range!).Length >= 4));
        }

        await Task.WhenAll(servers.Take(shards).Zip(servers.Skip(shards), static (primary, replica) =>
            Until.TrueAsync($"{primary.Endpoint} counts {replica.Endpoint}", () => primary.CountsAsync(replica))));
        return cluster;
    }

    /// <summary>The primary and the replica of the shard that holds a key, as the servers see it now.</summary>
    public async Task<(RedisServer Primary, RedisServer Replica)> ShardOfAsync(string key)
    {
        foreach (var server in Servers)
        {
            var slot = (int)await server.ExecuteAsync(RedisServer.Cluster, "KEYSLOT", key);
            foreach (var line in (RedisResult[])(await server.ExecuteAsync(RedisServer.Cluster, "SLOTS"))!)
            {
                var range = (RedisResult[])line!;
                if (slot >= (int)range[0] && slot <= (int)range[1])
                {
                    return (ServerOf(range[2]), ServerOf(range[3]));
                }
            }
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No node serves the slot of {key}."));
    }

    /// <summary>Swaps the primary and the replica of a key's shard, and returns when the new primary takes writes.</summary>
    public async Task<RedisServer> SwapAsync(string key)
    {
        var (_, replica) = await ShardOfAsync(key);
        await replica.ExecuteAsync(RedisServer.Cluster, "FAILOVER");
        await replica.PromotedAsync();
        return replica;
    }

    /// <summary>Moves a slot with its keys from the shard that serves it to another primary.</summary>
    /// <param name="key">A key of the slot.</param>
    /// <param name="to">The other primary.</param>
    /// <param name="whileMoving">Runs before the keys are moved and again after it, while the slot is on its way.</param>
    public async Task MoveSlotAsync(string key, RedisServer to, Func<Task>? whileMoving = null)
    {
        var (from, _) = await ShardOfAsync(key);
        var slot = (int)await from.ExecuteAsync(RedisServer.Cluster, "KEYSLOT", key);
        var fromId = (string)(await from.ExecuteAsync(RedisServer.Cluster, "MYID"))!;
        var toId = (string)(await to.ExecuteAsync(RedisServer.Cluster, "MYID"))!;
        await to.ExecuteAsync(RedisServer.Cluster, "SETSLOT", slot, "IMPORTING", fromId);
        await from.ExecuteAsync(RedisServer.Cluster, "SETSLOT", slot, "MIGRATING", toId);
        await (whileMoving?.Invoke() ?? Task.CompletedTask);
        while ((RedisKey[])(await from.ExecuteAsync(RedisServer.Cluster, "GETKEYSINSLOT", slot, 100))! is { Length: > 0 } keys)
        {
            await from.ExecuteAsync("MIGRATE", ["127.0.0.1", to.Port, "", 0, 5000, "KEYS", .. keys.Select(static moved => (object)moved)]);
        }

        await (whileMoving?.Invoke() ?? Task.CompletedTask);
        await to.ExecuteAsync(RedisServer.Cluster, "SETSLOT", slot, "NODE", toId);
        await from.ExecuteAsync(RedisServer.Cluster, "SETSLOT", slot, "NODE", toId);
        foreach (var server in Servers)
        {
            await Until.TrueAsync($"{server.Endpoint} knows that {key} has moved", async () =>
                ((RedisResult[])(await server.ExecuteAsync(RedisServer.Cluster, "SLOTS"))!)
                    .Select(static range => (RedisResult[])range!)
                    .Any(range => slot >= (int)range[0] && slot <= (int)range[1] && (int)((RedisResult[])range[2]!)[1] == to.Port));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }

    private RedisServer ServerOf(RedisResult node) => Servers.Single(server => server.Port == (int)((RedisResult[])node!)[1]);
}
