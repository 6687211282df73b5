using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Security;
using StackExchange.Redis;

namespace RedisSafety.Guard.Tests.Repairs;

/// <summary>
/// Failovers that a multiplexer with its stock settings does not survive within the time that is waited here, Sentinel and the swap of a
/// cluster excepted.
/// </summary>
public sealed class RepairTests
{
    private const string Key = "{shop}:written";

    public static TheoryData<bool> Securities => [false, true];

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task A_planned_swap_of_listed_nodes_is_repaired(bool isSecured)
    {
        using var access = new Doors(isSecured);
        await using var nodes = await ReplicatedDeployment.StartAsync(access: access.Access);
        using var guard = new Installed();
        await using var client = await ConnectAsync(nodes.Configuration, access.Access);
        await WriteAsync(client);

        await nodes.SwapAsync();

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Theory]
    [MemberData(nameof(Securities))]
    public async Task A_swap_is_repaired_when_the_only_name_moves(bool isSecured)
    {
        using var access = new Doors(isSecured);
        await using var nodes = await ReplicatedDeployment.StartAsync(access: access.Access);
        await using var name = new MovingName(nodes.Primary);
        using var guard = new Installed();
        await using var client = await ConnectAsync(name.Endpoint, access.Access);
        await WriteAsync(client);

        await nodes.SwapAsync();
        await Until.TrueAsync("writes are refused", async () => !await CanWriteAsync(client));
        name.MoveTo(nodes.Primary);

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task A_killed_primary_among_listed_nodes_is_replaced()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectAsync(nodes.Configuration);
        await WriteAsync(client);

        nodes.Primary.Kill();
        await Until.TrueAsync("the client has lost it", () => !client.GetDatabase().IsConnected(default, CommandFlags.DemandMaster));
        await nodes.PromoteAsync(nodes.Replicas.First());

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task A_killed_primary_is_replaced_when_the_only_name_moves()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        using var guard = new Installed();
        await using var client = await ConnectAsync(name.Endpoint);
        await WriteAsync(client);

        nodes.Primary.Kill();
        await Until.TrueAsync("the client has lost it", () => !client.IsConnected);
        await nodes.PromoteAsync(nodes.Replicas.First());
        name.MoveTo(nodes.Primary);

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task A_killed_primary_under_Sentinel_is_replaced()
    {
        await using var watched = await SentinelDeployment.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectAsync(watched.Configuration);
        await WriteAsync(client);
        var next = watched.Nodes.Replicas.Single();

        watched.Nodes.Primary.Kill();
        await next.PromotedAsync();

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task A_killed_primary_of_a_cluster_is_replaced()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectAsync(cluster.Servers[0].Endpoint);
        await WriteAsync(client);
        var (primary, replica) = await cluster.ShardOfAsync(Key);

        primary.Kill();
        await replica.PromotedAsync();

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task A_swap_of_a_cluster_shard_is_repaired()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectAsync(cluster.Configuration);
        await WriteAsync(client);

        await cluster.SwapAsync(Key);

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task A_multiplexer_that_finds_no_server_at_first_connects_later()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary) { RefusesConnections = true };
        using var guard = new Installed();
        await using var client = await ConnectAsync(name.Endpoint);
        Assert.False(client.IsConnected);

        name.RefusesConnections = false;

        await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
    }

    [Fact]
    public async Task One_failover_after_another_is_repaired()
    {
        await using var nodes = await ReplicatedDeployment.StartAsync();
        using var guard = new Installed();
        await using var client = await ConnectAsync(nodes.Configuration);
        for (var i = 0; i < 3; i++)
        {
            await nodes.SwapAsync();
            await Until.TrueAsync("a write is taken", () => CanWriteAsync(client));
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(string configuration, Access? access = null)
    {
        var settings = ConfigurationOptions.Parse(configuration);
        access?.Apply(settings);

        // A write that StackExchange.Redis has queued for a node that is gone ends by this only.
        settings.AsyncTimeout = settings.SyncTimeout = 500;
        return await ConnectionMultiplexer.ConnectAsync(settings);
    }

    private static Task WriteAsync(ConnectionMultiplexer client) => client.GetDatabase().StringSetAsync(Key, "1");

    private static async Task<bool> CanWriteAsync(ConnectionMultiplexer client)
    {
        try
        {
            await WriteAsync(client);
            return true;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    /// <summary>What a client needs to be let in: nothing, or a password over TLS.</summary>
    private sealed class Doors : IDisposable
    {
        private readonly Certificates? _certificates;

        public Doors(bool isSecured)
        {
            _certificates = isSecured ? Certificates.Create() : null;
            Access = isSecured ? new Access("secret", _certificates) : Access.Open;
        }

        public Access Access { get; }

        public void Dispose() => _certificates?.Dispose();
    }
}
