using System.Globalization;
using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Scans;

/// <summary>Enumerations by cursor, with something in the middle: an element may come twice, and none is missing.</summary>
public sealed class ScanTests
{
    private const int Elements = 2000;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SCAN", false)]
    [InlineData("HSCAN", false)]
    [InlineData("SSCAN", false)]
    [InlineData("ZSCAN", false)]
    [InlineData("HSCAN", true)]
    [InlineData("SSCAN", true)]
    [InlineData("ZSCAN", true)]
    public async Task A_name_that_moves_to_another_process_loses_no_element(string command, bool inBody)
    {
        await using var lab = await ReplicatedDeployment.StartAsync();
        await FillAsync(lab, command);
        await using var name = new MovingName(lab.Primary);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var moved = false;
        await foreach (var element in inBody ? InBodyAsync(router, command) : Scan(router, command))
        {
            found.Add(element);
            if (found.Count > Elements / 4 && !moved)
            {
                moved = true;
                await lab.SwapAsync();
                name.MoveTo(lab.Primary);
                name.Cut();

                // In a body, a fault in the middle reaches the caller.
                await Until.TrueAsync("the name is reached again", () => router.ExecuteAsync(Calls.Set, ("again", "1"), Ending));
            }
        }

        Assert.Empty(Expected(command).Except(found));
    }

    [Fact]
    public async Task A_slot_that_moves_to_a_shard_that_was_enumerated_takes_no_key_along()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(cluster.Configuration, Ending);
        await FillAsync(router);
        var servers = new Dictionary<string, RedisServer>();
        foreach (var key in Expected("SCAN"))
        {
            servers[key] = HashSlot.Of(key) switch { < 5461 => cluster.Servers[0], < 10922 => cluster.Servers[1], _ => cluster.Servers[2] };
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        RedisServer? first = null;
        var moved = false;
        await foreach (var key in Scan(router, "SCAN"))
        {
            found.Add(key);
            first ??= servers[key];
            if (servers[key] != first && !moved)
            {
                // The first shard is done, and a third one has not begun.
                moved = true;
                var unseen = servers.First(other => other.Value != first && other.Value != servers[key]).Key;
                await cluster.MoveSlotAsync(unseen, first);
            }
        }

        Assert.True(moved);
        Assert.Empty(Expected("SCAN").Except(found));
    }

    [Fact]
    public async Task A_slot_that_moves_while_its_key_is_enumerated_loses_no_element()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(cluster.Configuration, Ending);
        var (from, _) = await cluster.ShardOfAsync("data");
        await (await from.ConnectAsync()).HashSetAsync("data", [.. Expected("HSCAN").Select(static element => new HashEntry(element, 1))]);
        var to = cluster.Servers.Take(3).First(server => server != from);
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var element in Scan(router, "HSCAN"))
        {
            found.Add(element);
            if (found.Count == Elements / 4)
            {
                await cluster.MoveSlotAsync("data", to);
            }
        }

        Assert.Empty(Expected("HSCAN").Except(found));
    }

    [Fact]
    public async Task A_router_around_another_enumerates_every_shard_and_notes_writes()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(cluster.Configuration, Ending);
        await FillAsync(router);
        var around = new RouterAround(router);
        var found = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var key in Scan(around, "SCAN"))
        {
            found.Add(key);
        }

        ((IRedisRouter)around).NoteWrite("key");

        Assert.Empty(Expected("SCAN").Except(found));
        Assert.Equal(1, around.Notes);
        Assert.Equal(RedisRoute.Primary, RedisRouter.RouteOfEnumeration(around, Calls.GetOwn));
        Assert.Equal(RedisRoute.Replica, RedisRouter.RouteOfEnumeration(around, Calls.Get));
    }

    private static IEnumerable<string> Expected(string command) =>
        Enumerable.Range(0, Elements).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(command == "SCAN" ? "key" : "element")}:{i}"));

    private static async Task FillAsync(RedisRouter router)
    {
        foreach (var chunk in Expected("SCAN").Chunk(200))
        {
            await Task.WhenAll(chunk.Select(key => router.ExecuteAsync(Calls.Set, (key, "1"), Ending)));
        }
    }

    private static async Task FillAsync(ReplicatedDeployment lab, string command)
    {
        var data = await lab.Primary.ConnectAsync();
        var elements = Expected(command);
        _ = command switch
        {
            "SCAN" => await data.StringSetAsync([.. elements.Select(static key => KeyValuePair.Create((RedisKey)key, (RedisValue)1))], When.Always, CommandFlags.None),
            "HSCAN" => await data.ExecuteAsync("HSET", ["data", .. elements.SelectMany(static element => new[] { element, "1" })]) is not null,
            "SSCAN" => await data.SetAddAsync("data", [.. elements.Select(static element => (RedisValue)element)]) > 0,
            _ => await data.SortedSetAddAsync("data", [.. elements.Select(static element => new SortedSetEntry(element, 1))]) > 0,
        };
        await Until.TrueAsync("the replica has it", async () =>
            (long)await lab.Replicas.Single().ExecuteAsync("DBSIZE") == (long)await lab.Primary.ExecuteAsync("DBSIZE"));
    }

    private static IAsyncEnumerable<string> Scan(IRedisRouter router, string command)
    {
        var operation = new RedisOperation<RedisScan, RedisResult, string[]>(
            command, RedisRoute.Primary, CommandFlags.CommandRetryReadOnly,
            static (database, state, flags) => state.SendAsync(database, flags),
            (reply, state) => [.. ((string[])state.Page(reply)!).Where((_, index) => command is "SCAN" or "SSCAN" || index % 2 == 0)])
        { Key = static state => state.Key };
        var line = new RedisCommandLine(4);
        if (command != "SCAN")
        {
            line.AddKey("data");
        }

        line.Value("0").Word("COUNT").Value(20);
        return RedisScans.EnumerateAsync(router, operation, new RedisScan(command, line, command == "SCAN" ? 0 : 1), Ending);
    }

    private static async IAsyncEnumerable<string> InBodyAsync(RedisRouter router, string command)
    {
        var database = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending);
        var elements = command switch
        {
            "HSCAN" => database.HashScanAsync("data", pageSize: 20).Select(static entry => entry.Name),
            "SSCAN" => database.SetScanAsync("data", pageSize: 20),
            _ => database.SortedSetScanAsync("data", pageSize: 20).Select(static entry => entry.Element),
        };
        await foreach (var element in elements)
        {
            yield return element!;
        }
    }

    /// <summary>A router that counts, as a user's own around ours.</summary>
    private sealed class RouterAround(IRedisRouter inner) : IRedisRouter
    {
        public int Notes { get; private set; }

        public IRedisSerializer Serializer => inner.Serializer;

        public TimeSpan OnceTokenLifetime => inner.OnceTokenLifetime;

        public Task<TResult> ExecuteAsync<TState, TReply, TResult>(
            RedisOperation<TState, TReply, TResult> operation, TState state, CancellationToken cancellationToken = default) =>
            inner.ExecuteAsync(operation, state, cancellationToken);

        public void NoteWrite(RedisKey key)
        {
            Notes++;
            inner.NoteWrite(key);
        }
    }
}
