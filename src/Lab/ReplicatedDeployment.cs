using RedisSafety.Lab.Network;
using RedisSafety.Lab.Security;
using RedisSafety.Lab.Servers;

namespace RedisSafety.Lab;

/// <summary>A primary with replicas that nobody watches over: failovers happen on command.</summary>
public sealed class ReplicatedDeployment : IAsyncDisposable
{
    private ReplicatedDeployment(List<RedisServer> servers)
    {
        Servers = servers;
        Primary = servers[0];
    }

    public IReadOnlyList<RedisServer> Servers { get; }

    /// <summary>The server that is the primary since the last failover on command.</summary>
    public RedisServer Primary { get; private set; }

    public IEnumerable<RedisServer> Replicas => Servers.Where(server => server != Primary);

    /// <summary>Every node, in StackExchange.Redis's form. What <see cref="Access"/> asks for is not in it.</summary>
    public string Configuration => string.Join(',', Servers.Select(server => server.Endpoint));

    public static async Task<ReplicatedDeployment> StartAsync(int replicas = 1, Access? access = null)
    {
        var servers = (await Task.WhenAll(Enumerable.Range(0, replicas + 1).Select(_ => RedisServer.StartAsync(access)))).ToList();
        await Task.WhenAll(servers.Skip(1).Select(replica => replica.FollowAsync(servers[0])));
        return new ReplicatedDeployment(servers);
    }

    /// <summary>A primary whose replicas follow it over links that can be slowed, held up and cut.</summary>
    public static async Task<(ReplicatedDeployment Deployment, ReplicationLink[] Links)> StartLinkedAsync(int replicas = 1, TimeSpan delay = default)
    {
        var servers = (await Task.WhenAll(Enumerable.Range(0, replicas + 1).Select(_ => RedisServer.StartAsync()))).ToList();
        var links = Enumerable.Range(0, replicas).Select(_ => new ReplicationLink(servers[0], delay)).ToArray();
        await Task.WhenAll(servers.Skip(1).Zip(links, (replica, link) => replica.FollowAsync(servers[0], link.Port)));
        return (new ReplicatedDeployment(servers), links);
    }

    /// <summary>Swaps primary and replica as a planned maintenance does, and returns when the new primary takes writes.</summary>
    public async Task SwapAsync()
    {
        var next = Replicas.First();
        await Until.TrueAsync($"{Primary.Endpoint} counts {next.Endpoint}", () => Primary.CountsAsync(next));
        await Primary.ExecuteAsync("FAILOVER", "TO", "127.0.0.1", next.Port);
        await next.PromotedAsync();
        Primary = next;
    }

    /// <summary>Makes a replica the primary, as an operator does after a crash.</summary>
    public async Task PromoteAsync(RedisServer replica)
    {
        await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        Primary = replica;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }
}
