using System.Globalization;
using RedisSafety.Commands;
using RedisSafety.Commands.Tests;
using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

public sealed class EveryCommandTests(EveryCommand every) : IClassFixture<EveryCommand>
{
    private static readonly Version ServerVersion = new(7, 0, 15);

    /// <summary>What would end the server of the other tests, or change what it is.</summary>
    private static readonly Dictionary<string, string> NotRun = new(StringComparer.Ordinal)
    {
        ["SHUTDOWN"] = "ends the server",
        ["DEBUG"] = "can end the server",
        ["FAILOVER"] = "needs a replica, and takes the writes away",
        ["REPLICAOF"] = "makes a replica of the server",
        ["SLAVEOF"] = "makes a replica of the server",
        ["MIGRATE"] = "needs a second server",
        ["ACL SETUSER"] = "could lock the other tests out",
        ["CLIENT PAUSE"] = "stops the other tests",
        ["SAVE"] = "stops the other tests",
        ["PFDEBUG"] = "is for Redis's own tests",
        ["PFSELFTEST"] = "is for Redis's own tests, and takes seconds",
    };

    public static TheoryData<string> Run => Names(static command => IsAllowed(command) && command.Since <= ServerVersion && !NotRun.ContainsKey(command.Name));

    public static TheoryData<string> Newer => Names(static command => IsAllowed(command) && command.Since > ServerVersion);

    public static TheoryData<string> Refused => Names(static command => !IsAllowed(command));

    public static TheoryData<string, string> Dangerous => [.. NotRun.Where(entry => IsAllowed(CommandTable.Find(entry.Key)!)).Select(entry => (entry.Key, entry.Value))];

    public static TheoryData<string, int, string> Trips => [.. RoundTrip.All.Select(trip => (trip.Command, trip.Index, trip.Template))];

    [Theory]
    [MemberData(nameof(Run))]
    public async Task Reaches_the_server_and_is_understood(string command)
    {
        try
        {
            await every.AnswerAsync(EveryCommand.Minimal(CommandTable.Find(command)!));
        }
        catch (RedisServerException refusal)
        {
            // A sample without data may be refused for its values, but not for what it is.
            Assert.DoesNotContain("unknown command", refusal.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("unknown subcommand", refusal.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("wrong number of arguments", refusal.Message, StringComparison.OrdinalIgnoreCase);
            Assert.True(IsUndocumented(command) || !refusal.Message.Contains("syntax error", StringComparison.OrdinalIgnoreCase), refusal.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Trips))]
    public async Task Makes_the_round_trip(string command, int index, string template)
    {
        Assert.Equal(command, RoundTrip.All[index].Command);
        var (_, setUp, _, _, answer) = RoundTrip.All[index];
        var database = await every.Server.ConnectAsync();
        await database.ExecuteAsync("FLUSHALL");
        foreach (var line in setUp)
        {
            await database.ExecuteAsync(line.Split(' ')[0], [.. line.Split(' ').Skip(1).Cast<object>()]);
        }

        string answered;
        try
        {
            answered = await every.AnswerAsync(string.Create(CultureInfo.InvariantCulture, $"RoundTrip{index}"));
        }
        catch (Exception thrown) when (thrown is RedisServerException or RedisReplyException)
        {
            answered = $"error {thrown.GetType().Name}";
            Assert.True(answer == answered, thrown.Message);
            if (thrown is RedisReplyException)
            {
                var call = thrown.Message.Split(" answered ")[0];
                Assert.StartsWith(call, template, StringComparison.Ordinal);
                Assert.Matches(@"^\S+( \S+)* answered (with|without) .+, where .+ is expected\.$", thrown.Message);
            }
        }

        Assert.Equal(answer, answered);
    }

    [Fact]
    public void Every_command_on_data_makes_a_round_trip()
    {
        var made = RoundTrip.All.Select(static trip => trip.Command).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(EveryCommand.Commands
            .Where(static command => IsAllowed(command) && command.Since <= ServerVersion && !NotRun.ContainsKey(command.Name) && command.Keys.Count > 0)
            .Select(static command => command.Name)
            .Except(made));
    }

    [Theory]
    [MemberData(nameof(Newer))]
    public void Compiles_for_a_newer_server(string command) => Assert.True(every.Sends(EveryCommand.Minimal(CommandTable.Find(command)!)), command);

    [Theory]
    [MemberData(nameof(Dangerous))]
    public void Compiles_and_is_not_run_here(string command, string why) => Assert.True(every.Sends(EveryCommand.Minimal(CommandTable.Find(command)!)), $"{command}, which {why}");

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Is_refused_with_what_to_use_instead(string command)
    {
        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => every.AnswerAsync(EveryCommand.Minimal(CommandTable.Find(command)!)));

        Assert.StartsWith("RSF0008: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("; use ", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Its documented grammar does not say which words it takes, so that no sample of it can be right.</summary>
    private static bool IsUndocumented(string name) => name == "BITOP" || !CommandTable.Find(name)!.HasReliableGrammar;

    private static bool IsAllowed(RedisCommand command) =>
        command.ConnectionUseOf([.. GrammarSample.Minimal(command)], out _) == SharedConnectionUse.Allowed;

    private static TheoryData<string> Names(Func<RedisCommand, bool> which) => [.. EveryCommand.Commands.Where(which).Select(static command => command.Name)];
}
