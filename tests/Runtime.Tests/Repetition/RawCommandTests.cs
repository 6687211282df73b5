using RedisSafety.Bodies;
using RedisSafety.CodeGeneration;
using RedisSafety.Commands;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Nodes;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Repetition;

/// <summary>Commands that a body sends by their names.</summary>
public sealed class RawCommandTests(LossyServer lab) : IClassFixture<LossyServer>
{
    private static readonly string[] NamesOfData = ["GET", "MSET", "XREAD", "EVAL", "SORT", "ZUNIONSTORE", "GEORADIUS", "XGROUP CREATE", "LMPOP", "COPY"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private IDatabaseAsync Database => RedisBodies.Database(lab.Router, RedisRoute.Primary, cancellationToken: Ending);

    [Theory]
    [InlineData("MSET a 1 b 2", "a b")]
    [InlineData("mset a 1 b 2", "a b")]
    [InlineData("XREAD COUNT 2 STREAMS a b 0 0", "a b")]
    [InlineData("XREADGROUP GROUP g c STREAMS a b > >", "a b")]
    [InlineData("EVAL return 2 a b c", "a b")]
    [InlineData("EVAL return 0 a b c", "")]
    [InlineData("ZUNIONSTORE d 2 a b WEIGHTS 1 2", "d a b")]
    [InlineData("SORT l BY w_* STORE d", "l d")]
    [InlineData("GEORADIUS g 1 1 5 km STORE d", "g d")]
    [InlineData("XGROUP CREATE x g 0", "x")]
    [InlineData("LMPOP 2 a b LEFT", "a b")]
    [InlineData("OBJECT ENCODING k", "k")]
    [InlineData("PING", "")]
    public void Keys_are_those_of_the_table_whatever_the_type_of_the_arguments(string command, string keys)
    {
        var words = command.Split(' ');
        foreach (var convert in new Func<string, object>[] { static word => word, static word => (RedisValue)word, static word => (RedisKey)word, Typed })
        {
            object[] arguments = [.. words.Skip(1).Select(convert)];
            var tokens = RawCommand.Tokens(words[0], arguments);

            Assert.Equal(keys, string.Join(' ', RawCommand.Find(tokens)!.KeysOf(tokens, arguments).Select(static key => (string?)key)));
        }

        static object Typed(string word) => int.TryParse(word, out var number) ? number : System.Text.Encoding.UTF8.GetBytes(word) is [>= (byte)'a' and <= (byte)'l', ..] and { Length: 1 } bytes ? bytes : word;
    }

    [Fact]
    public void A_command_reads_where_the_command_table_says_so() => Assert.All(
        NamesOfData,
        static name => Assert.Equal(CommandTable.Find(name) is { IsWrite: false, IsReadOnly: true }, RawCommand.Find(name.Split(' '))!.IsReadOnly));

    [Fact]
    public async Task Latency_and_cluster_reach_the_server_under_their_own_names()
    {
        Assert.Equal(0, (await Database.ExecuteAsync("LATENCY", "LATEST")).Length);
        var line = new RedisCommandLine(1);
        line.Word("LATEST");
        Assert.Equal(0, (await lab.Router.ExecuteAsync(Operation("LATENCY"), line, Ending)).Length);

        var disabled = await Assert.ThrowsAsync<RedisServerException>(() => Database.ExecuteAsync("CLUSTER", "INFO"));
        Assert.Contains("cluster support disabled", disabled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_works_on_a_cluster()
    {
        await using var cluster = await ClusterDeployment.StartAsync();
        await using var router = await RedisRouter.ConnectAsync(cluster.Configuration, Ending);
        var database = RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending);

        Assert.Equal(12182, (int)await database.ExecuteAsync("CLUSTER", "KEYSLOT", "foo"));
        Assert.Equal(12182, (int)await database.ExecuteAsync("cluster", "keyslot", "foo"));
    }

    [Fact]
    public async Task Commands_that_a_deployment_has_renamed_are_sent_under_their_new_names()
    {
        await using var server = await RedisServer.StartAsync(null, "--rename-command", "LATENCY", "slowness");
        await using var router = await RedisRouter.ConnectAsync(
            new RedisSafetyOptions { Configuration = $"{server.Endpoint},allowAdmin=true,$LATENCY=slowness" }, cancellationToken: Ending);

        Assert.Equal(0, (await RedisBodies.Database(router, RedisRoute.Primary, cancellationToken: Ending).ExecuteAsync("LATENCY", "LATEST")).Length);
    }

    [Theory]
    [InlineData("", "$CLUSTER=,$READWRITE=INFO,$SENTINEL=CLUSTER")]
    [InlineData("$INFO=secret,$CLUSTER=nodes,$CONFIG=", "$CLUSTER=,$CONFIG=,$INFO=SECRET,$READWRITE=SECRET,$SENTINEL=NODES")]
    [InlineData("$INFO=", "$CLUSTER=,$INFO=,$READWRITE=,$SENTINEL=CLUSTER")]
    public void The_aliases_of_the_router_stand_beside_what_a_deployment_has_renamed(string changes, string expected) =>
        Assert.Equal(
            expected,
            string.Join(',', NodeConfiguration.WithAliases(ConfigurationOptions.Parse("a:1," + changes).CommandMap).ToString().Split(',').Order(StringComparer.Ordinal)),
            ignoreCase: true);

    [Theory]
    [InlineData("BLPOP k 0", "LPOP")]
    [InlineData("blmove a b LEFT LEFT 0", "LMOVE")]
    [InlineData("XREAD BLOCK 0 STREAMS a 0", "XREAD without BLOCK")]
    [InlineData("SUBSCRIBE a", "ISubscriber")]
    [InlineData("READWRITE", "[Primary]")]
    [InlineData("SENTINEL masters", "Sentinel")]
    [InlineData("WAIT 1 0", "ReadYourWrites")]
    public async Task What_would_stop_other_callers_is_refused_with_what_to_use(string command, string instead)
    {
        var words = command.Split(' ');

        var refusal = await Assert.ThrowsAsync<NotSupportedException>(async () => await Database.ExecuteAsync(words[0], [.. words.Skip(1)]));

        Assert.Contains(instead, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_accumulates_is_not_repeated_and_one_that_reads_is()
    {
        await lab.PrepareAsync(["SET k 3"]);
        lab.Link.LoseNext("INCR");
        await Assert.ThrowsAsync<RedisUnavailableException>(() => Database.ExecuteAsync("INCR", "k"));
        lab.Link.LoseNext("GET");
        Assert.Equal(4, (int)await Database.ExecuteAsync("GET", "k"));
    }

    private static RedisOperation<RedisCommandLine, RedisResult, RedisResult> Operation(string command) => new(
        command, RedisRoute.Primary, CommandFlags.CommandRetryReadOnly,
        (database, state, flags) => state.SendAsync(database, command, flags),
        static (reply, _) => reply);
}
