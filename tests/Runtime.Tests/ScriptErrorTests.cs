using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>Scripts that write and then end with an error of their own, which can have the text of any of the server's.</summary>
public sealed class ScriptErrorTests(ScriptErrorTests.Deployment lab) : IClassFixture<ScriptErrorTests.Deployment>
{
    private const string WriteAndFail = "redis.call('INCR', KEYS[1]) return redis.error_reply(ARGV[1])";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static TheoryData<string> Texts =>
    [
        "READONLY mine",
        "READONLY You can't write against a read only replica.",
        "READONLY You can't write against a read only replica. script: 672459b40c4cabe9aaf4f9697784959d96cb146f, on @user_script:1.",
        "ERR Error running script (call to f_67): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica.",
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "CLUSTERDOWN The cluster is down",
        "NOREPLICAS Not enough good replicas to write.",
        "EXECABORT Transaction discarded because of previous errors.",
        "ASK 1 127.0.0.1:1",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_script_that_made_up_an_error_is_applied_once(string text)
    {
        RedisKey key = $"made-up:{text}";
        await Assert.ThrowsAnyAsync<RedisException>(() => lab.Router.ExecuteAsync(Script("EVAL"), (key, text), Ending));

        Assert.Equal(1, (long)await lab.Beside.StringGetAsync(key));
    }

    [Theory]
    [InlineData("READONLY You can't write against a read only replica.")]
    [InlineData("BUSY mine")]
    public async Task A_body_and_a_raw_command_run_such_a_script_once(string text)
    {
        var body = RedisBodies.Database(lab.Router, RedisRoute.Primary, cancellationToken: Ending);
        RedisKey key = $"body:{text}";
        await Assert.ThrowsAnyAsync<RedisException>(() => body.ScriptEvaluateAsync(
            WriteAndFail, [key], [text], CommandFlags.CommandRetryWriteAccumulating));
        await Assert.ThrowsAnyAsync<RedisException>(() => body.ExecuteAsync("eval", WriteAndFail, 1, key, text));

        Assert.Equal(2, (long)await lab.Beside.StringGetAsync(key));
    }

    [Fact]
    public async Task A_script_in_a_transaction_that_made_up_an_error_is_applied_once()
    {
        var lines = new RedisTransactionLines();
        lines.Add("INCR", new RedisCommandLine(1).AddKey("transaction"));
        lines.Add("EVAL", new RedisCommandLine(4).Value(WriteAndFail).Value(1).AddKey("transaction").Value("READONLY mine"));
        var operation = new RedisOperation<RedisTransactionLines, RedisResult[], int>(
            "INCR + EVAL",
            RedisRoute.Primary,
            CommandFlags.CommandRetryWriteAccumulating,
            static (database, state, flags) => state.SendAsync(database, flags),
            static (reply, _) => reply.Length);

        await Assert.ThrowsAnyAsync<RedisException>(() => lab.Router.ExecuteAsync(operation, lines, Ending));

        Assert.Equal(2, (long)await lab.Beside.StringGetAsync("transaction"));
    }

    [Fact]
    public async Task A_doubtful_error_is_reported_as_possibly_applied()
    {
        var failure = await Assert.ThrowsAsync<RedisUnavailableException>(
            () => lab.Router.ExecuteAsync(Script("EVAL"), ("doubt", "READONLY mine"), Ending));

        Assert.True(failure.MayHaveBeenApplied);
        Assert.Equal("READONLY mine", failure.InnerException!.Message);
    }

    [Fact]
    public async Task A_script_that_a_replica_refused_is_applied_by_the_new_primary()
    {
        await using var swapped = await ReplicatedDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = swapped.Configuration, MonitorInterval = TimeSpan.FromMinutes(1) }, null, Ending);
        await Freshness.LinkedLab.MeasuredAsync(router, 1);
        await swapped.SwapAsync();
        var count = new RedisOperation<RedisKey, RedisResult, long>(
            "EVAL",
            RedisRoute.Primary,
            CommandFlags.CommandRetryWriteAccumulating,
            static (database, key, flags) => database.ScriptEvaluateAsync("return redis.call('INCR', KEYS[1])", [key], flags: flags),
            static (reply, _) => (long)reply)
        { Key = static key => key };

        // The router still takes the former primary for one: what it refuses is refused by the server itself.
        Assert.Equal(1, await router.ExecuteAsync(count, "counter", Ending));
        Assert.Equal(1, (long)await (await swapped.Primary.ConnectAsync()).StringGetAsync("counter"));
    }

    private static RedisOperation<(RedisKey Key, string Text), RedisResult, string?> Script(string command) => new(
        command,
        RedisRoute.Primary,
        CommandFlags.CommandRetryWriteAccumulating,
        static (database, state, flags) => database.ScriptEvaluateAsync(WriteAndFail, [state.Key], [state.Text], flags),
        static (reply, _) => (string?)reply)
    { Key = static state => state.Key };

    public sealed class Deployment : IAsyncLifetime
    {
        private RedisServer _server = null!;

        public RedisRouter Router { get; private set; } = null!;

        public IDatabase Beside { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _server = await RedisServer.StartAsync();
            Router = await RedisRouter.ConnectAsync(
                new RedisSafetyOptions { Configuration = _server.Endpoint, CallBudget = TimeSpan.FromSeconds(1) });
            Beside = await _server.ConnectAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Router.DisposeAsync();
            await _server.DisposeAsync();
        }
    }
}
