using RedisSafety.BodyDerivation;
using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class BodyTests(RoutingTests.Deployment lab) : IClassFixture<RoutingTests.Deployment>
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public void The_methods_are_those_of_the_library_and_their_categories_those_of_the_command_table() =>
        Assert.Equal(RoutedDatabaseWriter.Write(), File.ReadAllText(PathOf("src/Runtime/Bodies/RoutedDatabase.Commands.cs")).ReplaceLineEndings("\n"));

    [Fact]
    public void The_commands_by_name_are_those_of_the_command_table() =>
        Assert.Equal(RawCommandWriter.Write(), File.ReadAllText(PathOf("src/Runtime/Bodies/RawCommand.Table.cs")).ReplaceLineEndings("\n"));

    [Fact]
    public async Task Reads_go_where_the_method_says_and_writes_to_the_primary()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration + ",allowAdmin=true", Ending);
        await Until.TrueAsync("both replicas are linked", () => router.Monitor.Current.Shards[0].Replicas.Length == 2);
        var onReplica = RedisBodies.Database(router, RedisRoute.Replica, cancellationToken: Ending);
        var onPrimary = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending);

        Assert.Contains(PortOf(await onReplica.ExecuteAsync("INFO", "server")), lab.Servers.Replicas.Select(replica => replica.Port));
        Assert.Equal(lab.Servers.Primary.Port, PortOf(await onPrimary.ExecuteAsync("INFO", "server")));
        Assert.True(await onReplica.StringSetAsync("body", "written"));
        Assert.Equal("written", await onPrimary.StringGetAsync("body"));
        await Until.TrueAsync("a replica has it", async () => await onReplica.StringGetAsync("body") == "written");
    }

    [Fact]
    public async Task The_flags_of_a_call_do_not_choose_its_node()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration, Ending);
        var database = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending);

        // StackExchange.Redis itself throws at a write that demands a replica.
        Assert.True(await database.StringSetAsync("flags", 1, flags: CommandFlags.DemandReplica));
        Assert.False(await database.StringSetAsync("flags", 2, flags: CommandFlags.FireAndForget));
        await Until.TrueAsync("it has arrived", async () => await database.StringGetAsync("flags") == 2);
    }

    [Fact]
    public async Task Every_call_survives_a_failover_by_itself()
    {
        await using var servers = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(servers.Configuration, Ending);
        var database = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending);
        for (var i = 1; i <= 200; i++)
        {
            if (i == 100)
            {
                await servers.SwapAsync();
            }

            Assert.Equal(i, await database.StringIncrementAsync("count"));
            await database.HashSetAsync("hash", [new("a", i)]);
        }

        Assert.Equal(200, (int)await database.HashGetAsync("hash", "a"));
    }

    [Fact]
    public async Task What_has_no_meaning_names_what_to_use()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration, Ending);
        var database = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending);

        Assert.Contains("[Primary(", Assert.Throws<NotSupportedException>(() => database.CreateTransaction()).Message, StringComparison.Ordinal);
#pragma warning disable SER308 // That it does not block is what is tested.
        Assert.Contains("await", Assert.Throws<NotSupportedException>(() => database.Wait(Task.CompletedTask)).Message, StringComparison.Ordinal);
#pragma warning restore SER308
        Assert.Contains("IRedisRouter", Assert.Throws<NotSupportedException>(() => database.Multiplexer).Message, StringComparison.Ordinal);
        Assert.Contains("health check", Assert.Throws<NotSupportedException>(() => database.IsConnected("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_method_ends_its_calls()
    {
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration, Ending);
        var database = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: new CancellationToken(canceled: true));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.StringGetAsync("a"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await database.HashScanAsync("a").GetAsyncEnumerator(Ending).MoveNextAsync());
    }

    private static int PortOf(RedisResult info) => int.Parse(
        ((string)info!).Split("tcp_port:")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static string PathOf(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "RedisSafety.sln")))
            {
                return Path.Combine(folder.FullName, file);
            }
        }

        throw new FileNotFoundException("The tests do not run inside the repository.", file);
    }
}
