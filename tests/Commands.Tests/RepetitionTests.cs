using RedisSafety.Commands.Templates;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Commands.Tests;

/// <summary>Sends each form of each write command twice to a real server, and compares the effect with the table.</summary>
public sealed class RepetitionTests(RepetitionTests.Server server) : IClassFixture<RepetitionTests.Server>
{
    private static readonly Version ServerVersion = new(7, 0, 15);

    /// <summary>Commands that no form of the file sends.</summary>
    private static readonly string[] Elsewhere =
    [
        // They block, or wait, and no shared connection takes them.
        "BLPOP", "BRPOP", "BLMPOP", "BLMOVE", "BRPOPLPUSH", "BZPOPMIN", "BZPOPMAX", "BZMPOP",

        // They are never repeated, or not for callers.
        "EVAL", "EVALSHA", "FCALL", "MIGRATE", "PFDEBUG", "RESTORE-ASKING",
    ];

    public static TheoryData<int, string> Forms => [.. RepeatedForm.All.Select(static form => (form.Index, form.Template))];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_table_knows_the_effect_of_a_second_sending(int index, string template)
    {
        var form = RepeatedForm.All[index];
        var binding = TemplateBinding.Bind(template);
        Assert.Empty(binding.Errors);
        var repetition = binding.RepetitionOf(static _ => NumberSign.Unknown);
        await server.PrepareAsync(form);
        var first = await server.SendAsync(template);
        var afterFirst = await DataSnapshot.OfAsync(server.Database.Multiplexer);
        var second = await server.SendAsync(template);
        var afterSecond = await DataSnapshot.OfAsync(server.Database.Multiplexer);

        Assert.False(first.StartsWith("error", StringComparison.Ordinal), first);
        var expected = second.StartsWith("error", StringComparison.Ordinal) ? RepeatedReply.Fails
            : first != second ? RepeatedReply.Differs
            : RepeatedReply.Same;
        if (afterFirst != afterSecond)
        {
            Assert.Equal(RetryCategory.WriteAccumulating, repetition.Category);
        }
        else
        {
            // Where the data is the same, only the reply can be a reason not to repeat.
            Assert.True(repetition.Category < RetryCategory.WriteAccumulating || expected != RepeatedReply.Same, $"{repetition} of {afterFirst}");

            // The own value comes back: that tells who was first.
            Assert.Equal(template == "SET k v NX GET" ? RepeatedReply.Same : expected, repetition.Reply);
        }
    }

    [Fact]
    public void Every_write_command_has_a_form() => Assert.Empty(CommandTable.All
        .Where(static command => command.IsWrite && !command.IsContainer && command.Since <= ServerVersion)
        .Select(static command => command.Name)
        .Except(RepeatedForm.All.Select(static form => form.Name))
        .Except(Elsewhere));

    public sealed class Server : IAsyncLifetime
    {
        private const string Library = "#!lua name=kept\nredis.register_function('f', function() return 1 end)";

        private readonly Dictionary<string, RedisValue> _values = new() { ["{library}"] = Library };
        private RedisServer? _server;

        public IDatabase Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _server = await RedisServer.StartAsync();
            Database = await _server.ConnectAsync();
            await Database.ExecuteAsync("SET", "k", "restored");
            _values["{payload}"] = (byte[]?)await Database.ExecuteAsync("DUMP", "k");
            await SendAsync("FUNCTION LOAD {library}");
            _values["{functions}"] = (byte[]?)await Database.ExecuteAsync("FUNCTION", "DUMP");
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }

        internal async Task PrepareAsync(RepeatedForm form)
        {
            await Database.ExecuteAsync("FLUSHALL");
            await Database.ExecuteAsync("FUNCTION", "FLUSH");
            foreach (var command in form.SetUp)
            {
                await SendAsync(command);
            }
        }

        /// <summary>Sends a command; an error comes as text that begins with that word.</summary>
        public async Task<string> SendAsync(string command)
        {
            var tokens = command.Split(' ');
            try
            {
                return DataSnapshot.Text(await Database.ExecuteAsync(
                    tokens[0], [.. tokens.Skip(1).Select(token => (object)(_values.TryGetValue(token, out var value) ? value : token.Replace("[[", "[", StringComparison.Ordinal)))]));
            }
            catch (RedisServerException error)
            {
                return "error " + error.Message;
            }
        }
    }
}
