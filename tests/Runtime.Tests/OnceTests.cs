using System.Collections.Concurrent;
using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using RedisSafety.Once;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

public sealed class OnceTests(OnceTests.Deployment lab) : IClassFixture<OnceTests.Deployment>
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private RedisRouter Router => lab.Router;

    [Fact]
    public async Task A_delivery_that_comes_again_gets_the_first_result_and_changes_nothing()
    {
        Assert.Equal(5, await OnceCalls.IncrementAsync(Router, "stock", "webhook-1", Ending, by: 5));
        Assert.Equal(8, await OnceCalls.IncrementAsync(Router, "stock", "webhook-2", Ending, by: 3));

        Assert.Equal(5, await OnceCalls.IncrementAsync(Router, "stock", "webhook-1", Ending, by: 5));
        Assert.Equal(8, (long)await lab.Database.StringGetAsync("stock"));
    }

    [Fact]
    public async Task A_token_counts_for_its_own_key_and_command()
    {
        Assert.Equal(1, await OnceCalls.IncrementAsync(Router, "first", "token", Ending));
        Assert.Equal(1, await OnceCalls.IncrementAsync(Router, "second", "token", Ending));
        Assert.Equal(0, (long)await OnceCalls.ExecuteAsync(Router, "token", "DECRBY first 1", Ending));
    }

    [Fact]
    public async Task Other_arguments_under_the_same_token_are_refused_and_not_applied()
    {
        await OnceCalls.ExecuteAsync(Router, "order-1", "HINCRBY cart apples 2", Ending);

        var refused = await Assert.ThrowsAsync<RedisServerException>(
            () => OnceCalls.ExecuteAsync(Router, "order-1", "HINCRBY cart pears 1", Ending));

        Assert.StartsWith("ONCETOKEN", refused.Message, StringComparison.Ordinal);
        Assert.Equal([new HashEntry("apples", 2)], await lab.Database.HashGetAllAsync("cart"));
    }

    [Theory]
    [InlineData("INCRBY r:int 9007199254740991", "Integer")]
    [InlineData("DECRBY r:negative 3", "Integer")]
    [InlineData("INCRBYFLOAT r:double 0.1", "BulkString")]
    [InlineData("ZINCRBY r:zset 1.5 a", "BulkString")]
    [InlineData("LPOP r:none", "Null")]
    [InlineData("LPOP r:list", "BulkString")]
    [InlineData("LPOP r:list2 2", "Array")]
    [InlineData("SPOP r:empty 2", "Array")]
    [InlineData("GETDEL r:bytes", "BulkString")]
    [InlineData("GETSET r:text new", "BulkString")]
    [InlineData("RENAME r:from r:to", "SimpleString")]
    [InlineData("ZPOPMIN r:scores 2", "Array")]
    [InlineData("XADD r:stream * field value", "BulkString")]
    public async Task Every_kind_of_reply_comes_back_as_it_was(string command, string type)
    {
        var database = lab.Database;
        byte[] bytes = [0, 255, 13, 10, 128];
        await database.KeyDeleteAsync(["r:list", "r:list2", "r:none"]);
        await database.ListRightPushAsync("r:list", [bytes, "b"]);
        await database.ListRightPushAsync("r:list2", ["a", "b", "c"]);
        await database.StringSetAsync("r:bytes", bytes);
        await database.StringSetAsync("r:text", "49");
        await database.StringSetAsync("r:from", "x");
        await database.SortedSetAddAsync("r:scores", [new("a", 1), new("b", 2.5)]);
        var first = await OnceCalls.ExecuteAsync(Router, "t", command, Ending);
        await database.ListRightPushAsync("r:none", "now there is one");
        var second = await OnceCalls.ExecuteAsync(Router, "t", command, Ending);

        Assert.Equal(type, first.IsNull ? "Null" : first.Resp2Type.ToString());
        Assert.Equal(Describe(first), Describe(second));
    }

    [Fact]
    public async Task A_call_that_the_server_refused_leaves_no_token()
    {
        await lab.Database.StringSetAsync("refused", "no number");
        await Assert.ThrowsAsync<RedisServerException>(() => OnceCalls.IncrementAsync(Router, "refused", "t", Ending));

        await lab.Database.StringSetAsync("refused", "7");

        Assert.Equal(8, await OnceCalls.IncrementAsync(Router, "refused", "t", Ending));
    }

    [Theory]
    [InlineData("-set")]
    [InlineData("-get")]
    [InlineData("-evalsha -eval")]
    [InlineData("-incrby")]
    [InlineData("resetkeys ~limited*")]
    public async Task A_user_who_may_not_keep_the_token_applies_nothing_and_learns_why(string missing)
    {
        await lab.Servers.Primary.ExecuteAsync("ACL", ["SETUSER", "limited", "reset", "on", ">secret", "+@all", "~*", "&*", .. missing.Split(' ')]);
        await lab.Database.StringSetAsync("limited", 3);
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration + ",user=limited,password=secret,allowAdmin=true", Ending);

        var refused = await Assert.ThrowsAsync<RedisServerException>(() => OnceCalls.IncrementAsync(router, "limited", $"t{missing}", Ending));

        Assert.Contains("+set", refused.Message, StringComparison.Ordinal);
        Assert.Contains("~once:*", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3, (int)await lab.Database.StringGetAsync("limited"));

        // And nothing keeps the call from being made by one who may.
        Assert.Equal(4, await OnceCalls.IncrementAsync(Router, "limited", $"t{missing}", Ending));
    }

    [Fact]
    public async Task A_user_who_may_not_delete_leaves_no_token_of_a_refused_call_either()
    {
        await lab.Servers.Primary.ExecuteAsync("ACL", "SETUSER", "keeper", "reset", "on", ">secret", "+@all", "-del", "~*", "&*");
        await lab.Database.StringSetAsync("kept", "no number");
        await using var router = await RedisRouter.ConnectAsync(lab.Servers.Configuration + ",user=keeper,password=secret,allowAdmin=true", Ending);
        await Assert.ThrowsAsync<RedisServerException>(() => OnceCalls.IncrementAsync(router, "kept", "t", Ending));

        await lab.Database.StringSetAsync("kept", "7");

        Assert.Equal(8, await OnceCalls.IncrementAsync(router, "kept", "t", Ending));
    }

    [Fact]
    public async Task A_transaction_is_applied_once_and_gives_its_first_replies_again()
    {
        Assert.Equal("3,1,OK", await TransactAsync(3, "order-1"));
        Assert.Equal("3,1,OK", await TransactAsync(3, "order-1"));
        Assert.Equal("7,2,OK", await TransactAsync(4, "order-2"));

        var refused = await Assert.ThrowsAsync<RedisServerException>(() => TransactAsync(5, "order-1"));

        Assert.StartsWith("ONCETOKEN", refused.Message, StringComparison.Ordinal);
        Assert.Equal(7, (int)await lab.Database.StringGetAsync("{tx}:count"));
        Assert.Equal(2, await lab.Database.ListLengthAsync("{tx}:log"));
    }

    [Fact]
    public async Task A_transaction_of_which_a_part_failed_is_not_applied_again()
    {
        await lab.Database.KeyDeleteAsync(["{tx}:count", "{tx}:log"]);
        await lab.Database.StringSetAsync("{tx}:log", "no list");

        await Assert.ThrowsAsync<RedisServerException>(() => TransactAsync(3, "failed"));
        await Assert.ThrowsAsync<RedisServerException>(() => TransactAsync(3, "failed"));

        Assert.Equal(3, (int)await lab.Database.StringGetAsync("{tx}:count"));
        await lab.Database.KeyDeleteAsync(["{tx}:count", "{tx}:log"]);
    }

    [Theory]
    [InlineData("return redis.call('INCRBY', KEYS[1], ARGV[1])", "5")]
    [InlineData("redis.call('INCRBY', KEYS[1], ARGV[1]) return {KEYS[1], ARGV[1], #KEYS, #ARGV}", "[script, 5, 1, 1]")]
    [InlineData("redis.call('INCRBY', KEYS[1], ARGV[1])", "nil")]
    [InlineData("redis.call('INCRBY', KEYS[1], ARGV[1]) return redis.status_reply('FINE')", "FINE")]
    [InlineData("redis.call('INCRBY', KEYS[1], ARGV[1]) return redis.error_reply('SOLD out')", "error SOLD out")]
    [InlineData("redis.call('INCRBY', KEYS[1], ARGV[1]) -- a comment at the end", "nil")]
    [InlineData("redis.call('INCRBY', KEYS[1], ARGV[1]) error('broken')", "error user_script:1: broken")]
    public async Task A_script_runs_once_and_gives_its_first_reply_again(string script, string reply)
    {
        await lab.Database.KeyDeleteAsync("script");

        for (var i = 0; i < 2; i++)
        {
            Assert.StartsWith(reply, await RunAsync(script, "event-1"), StringComparison.Ordinal);
            Assert.Equal(5, (int)await lab.Database.StringGetAsync("script"));
        }

        await RunAsync(script, "event-2");
        Assert.Equal(10, (int)await lab.Database.StringGetAsync("script"));
    }

    [Fact]
    public async Task A_script_with_flags_of_its_own_cannot_run_inside_another() =>
        Assert.Contains("#!", (await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync("#!lua\nreturn 1", "t"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_forgot_the_script_gets_it_again()
    {
        Assert.Equal(1, await OnceCalls.IncrementAsync(Router, "forgotten", "1", Ending));
        await lab.Servers.Primary.ExecuteAsync("SCRIPT", "FLUSH");

        Assert.Equal(2, await OnceCalls.IncrementAsync(Router, "forgotten", "2", Ending));
        Assert.Equal(1, await OnceCalls.IncrementAsync(Router, "forgotten", "1", Ending));
    }

    [Fact]
    public async Task A_token_lives_as_long_as_the_option_says()
    {
        await OnceCalls.IncrementAsync(Router, "lasting", "t", Ending);

        var left = await lab.Database.KeyTimeToLiveAsync(OnceTokenKey.Of("lasting", "INCRBY", "t"));

        Assert.InRange(left!.Value, TimeSpan.FromHours(47.9), TimeSpan.FromHours(48));
    }

    [Fact]
    public async Task After_its_token_a_repetition_counts_anew()
    {
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = lab.Servers.Configuration, OnceTokenLifetime = TimeSpan.FromMilliseconds(20) }, null, Ending);
        Assert.Equal(1, await OnceCalls.IncrementAsync(router, "short", "t", Ending));

        await Until.TrueAsync("the token is gone", async () => !await lab.Database.KeyExistsAsync(OnceTokenKey.Of("short", "INCRBY", "t")));

        Assert.Equal(2, await OnceCalls.IncrementAsync(router, "short", "t", Ending));
    }

    [Fact]
    public void A_token_that_tells_nothing_apart_is_refused()
    {
        string? missing = null;
        Assert.Equal("missing", Assert.Throws<ArgumentNullException>(() => new RedisCommandLine(1).OncePer(missing, Router)).ParamName);
        Assert.Throws<ArgumentException>(() => new RedisCommandLine(1).OncePer("", Router));
    }

    [Fact]
    public async Task A_command_without_a_key_has_no_place_for_a_token() => await Assert.ThrowsAsync<InvalidOperationException>(
        () => Router.ExecuteAsync(OnceCalls.Operation("DBSIZE"), new RedisCommandLine(0).OncePer("t", Router), Ending));

    [Fact]
    public async Task Connections_that_are_cut_in_flight_neither_fail_nor_double_a_call()
    {
        await using var name = new MovingName(lab.Servers.Primary);
        await using var router = await RedisRouter.ConnectAsync(name.Endpoint, Ending);

        var acknowledged = await IncrementWhileAsync(router, "cut", async grown =>
        {
            for (var i = 0; i < 10; i++)
            {
                await grown();
                name.Cut();
            }
        });

        Assert.Equal(acknowledged.Count, (long)await lab.Database.StringGetAsync("cut"));
        Assert.Equal(Enumerable.Range(1, acknowledged.Count).Select(result => (long)result), acknowledged.Order());
    }

    [Fact]
    public async Task A_planned_swap_neither_fails_nor_doubles_a_call()
    {
        await using var own = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(own.Configuration, Ending);

        var acknowledged = await IncrementWhileAsync(router, "swap", async grown =>
        {
            await own.SwapAsync();
            await grown();
            await own.SwapAsync();
        });

        Assert.Equal(acknowledged.Count, (long)await (await own.Primary.ConnectAsync()).StringGetAsync("swap"));
    }

    [Fact]
    public async Task A_killed_primary_fails_no_call_and_the_next_has_each_token_once()
    {
        await using var own = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(own.Configuration, Ending);

        var acknowledged = await IncrementWhileAsync(router, "kill", async _ =>
        {
            own.Primary.Kill();
            await own.PromoteAsync(own.Replicas.First());
        });

        // What the replica had not received is lost with its token, on the server side: so both agree.
        var database = await own.Primary.ConnectAsync();
        var tokens = (RedisResult[])(await database.ExecuteAsync("KEYS", "once:*"))!;
        Assert.Equal(tokens.Length, (long)await database.StringGetAsync("kill"));
        Assert.InRange(tokens.Length, 1, acknowledged.Count);
    }

    [Fact]
    public async Task A_cluster_takes_a_token_beside_every_shape_of_key()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(cluster.Configuration, Ending);
        string[] keys = ["plain", "cart:{7}:items", "a}b", "{}empty", "}{", "open{", "{", "}", "{{twice}}", .. Enumerable.Range(0, 30).Select(i => $"k{i}")];
        foreach (var key in keys)
        {
            Assert.Equal(1, await OnceCalls.IncrementAsync(router, key, "to{ke}n", Ending));
            Assert.Equal(1, await OnceCalls.IncrementAsync(router, key, "to{ke}n", Ending));
        }

        var acknowledged = await IncrementWhileAsync(router, "plain", async _ => await cluster.SwapAsync("plain"), "during");

        Assert.Equal(2 + acknowledged.Count, await OnceCalls.IncrementAsync(router, "plain", "last", Ending));
    }

    private async Task<string> TransactAsync(int by, string token)
    {
        RedisOperation<RedisTransactionLines, RedisResult[], RedisResult[]> operation = new(
            "INCRBY + RPUSH + SET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
            static (database, state, flags) => state.SendAsync(database, flags),
            static (reply, _) => reply)
        { Key = static state => state.Key, Keys = static state => state.Keys() };
        var lines = new RedisTransactionLines();
        lines.Add("INCRBY", new RedisCommandLine(2).AddKey("{tx}:count").Value(by));
        lines.Add("RPUSH", new RedisCommandLine(2).AddKey("{tx}:log").Value(by));
        lines.Add("SET", new RedisCommandLine(2).AddKey("{tx}:last").Value(by));
        lines.OncePer(token, Router);
        return string.Join(',', (await Router.ExecuteAsync(operation, lines, Ending)).Select(DataSnapshot.Text));
    }

    private async Task<string> RunAsync(string script, string token)
    {
        RedisOperation<RedisCommandLine, RedisResult, RedisResult> operation = new(
            "EVALSHA", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
            (database, state, flags) => state.EvaluateAsync(database, script, flags),
            static (reply, _) => reply)
        { Key = static state => state.Key };
        try
        {
            return DataSnapshot.Text(await Router.ExecuteAsync(
                operation, new RedisCommandLine(2).AddKey("script").Value(5).OncePer(token, Router), Ending));
        }
        catch (RedisServerException error)
        {
            return $"error {error.Message}";
        }
    }

    /// <summary>Increments from four sides, each with a token of its own, while something happens to the servers. Any error ends the test.</summary>
    private static async Task<ConcurrentBag<long>> IncrementWhileAsync(
        RedisRouter router, string key, Func<Func<Task>, Task> happening, string prefix = "t")
    {
        using var stop = new CancellationTokenSource();
        var results = new ConcurrentBag<long>();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                results.Add(await OnceCalls.IncrementAsync(router, key, $"{prefix}:{writer}:{i}", Ending));
            }
        })).ToArray();
        await GrowAsync();
        await happening(GrowAsync);
        await GrowAsync();
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        return results;

        Task GrowAsync()
        {
            var before = results.Count;
            return Until.TrueAsync("calls are acknowledged", () => results.Count > before + 20 || writers.Any(writer => writer.IsFaulted));
        }
    }

    private static string Describe(RedisResult result) => result.IsNull ? "null"
        : result.Length >= 0 ? $"[{string.Join(',', ((RedisResult[])result!).Select(Describe))}]"
        : $"{result.Resp2Type}:{Convert.ToHexString((byte[])result!)}";

    public sealed class Deployment : IAsyncLifetime
    {
        public ReplicatedDeployment Servers { get; private set; } = null!;

        public RedisRouter Router { get; private set; } = null!;

        public IDatabase Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Servers = await ReplicatedDeployment.StartAsync(replicas: 0);
            Router = await RedisRouter.ConnectAsync(Servers.Configuration);
            Database = await Servers.Primary.ConnectAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Router.DisposeAsync();
            await Servers.DisposeAsync();
        }
    }
}
