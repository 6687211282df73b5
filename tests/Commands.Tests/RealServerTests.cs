using RedisSafety.CommandDerivation;
using RedisSafety.Commands.Templates;
using StackExchange.Redis;

namespace RedisSafety.Commands.Tests;

/// <summary>The table against the redis-server on the search path.</summary>
public sealed class RealServerTests(RealServerTests.Server server) : IClassFixture<RealServerTests.Server>
{
    private static readonly Version TableVersion = new(7, 0, 15);

    /// <remarks>MIGRATE takes its keys in one of two places and is refused with both, which the grammar does not say.</remarks>
    public static TheoryData<string> KeyedNames =>
    [
        .. CommandTable.All
            .Where(static command => command.Keys.Count > 0 && command.Since <= TableVersion && command.Name != "MIGRATE")
            .Select(static command => command.Name)
    ];

    [Fact]
    public async Task The_table_is_what_the_server_reports()
    {
        var derived = Entries(await CommandTableWriter.DeriveAsync(server.Database));
        using var stream = typeof(CommandTable).Assembly.GetManifestResourceStream("RedisSafety.Commands.Data.redis.txt")!;
        var checkedIn = Entries(new StreamReader(stream).ReadToEnd());

        var different = derived.Keys.Union(checkedIn.Keys)
            .Where(name => derived.GetValueOrDefault(name) != checkedIn.GetValueOrDefault(name));

        Assert.Empty(different);
    }

    [Theory]
    [MemberData(nameof(KeyedNames))]
    public async Task Keys_stand_where_the_server_finds_them(string name)
    {
        var command = CommandTable.Find(name)!;
        foreach (var tokens in new[] { GrammarSample.Minimal(command), GrammarSample.Full(command, TableVersion) })
        {
            var found = command.FindKeys(tokens!)!.Select(position => tokens[position]);

            Assert.Equal(await server.KeysAsync(tokens), found.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("SORT list BY w_* GET o_* STORE target")]
    [InlineData("EVAL script 3 a b c d e")]
    [InlineData("EVAL script 0 a")]
    [InlineData("XREAD COUNT 2 STREAMS a b c 0 0 0")]
    [InlineData("ZINTERSTORE target 2 a b WEIGHTS 1 2")]
    [InlineData("GEORADIUS places 1 1 5 km STORE target")]
    [InlineData("MSET a 1 b 2 c 3")]
    [InlineData("BLMPOP 0 2 a b LEFT")]
    public async Task Keys_of_a_template_are_those_that_the_server_finds(string template)
    {
        var binding = TemplateBinding.Bind(template);

        Assert.Empty(binding.Errors);
        Assert.Equal(
            await server.KeysAsync([.. binding.Tokens.Select(static token => token.Token.Literal!)]),
            binding.Keys.Select(static token => token.Token.Literal!).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, string> Entries(string file) => file
        .Split("\n", StringSplitOptions.RemoveEmptyEntries)
        .Where(static line => line[0] != '#')
        .Aggregate(
            (Name: "", Entries: new Dictionary<string, string>(StringComparer.Ordinal)),
            static (state, line) =>
            {
                var name = line[0] == '\t' ? state.Name : line;
                state.Entries[name] = state.Entries.GetValueOrDefault(name) + "\n" + line;
                return (name, state.Entries);
            })
        .Entries;

    public sealed class Server : IAsyncLifetime
    {
        private LocalServer? _server;

        public IDatabase Database => _server!.Database;

        public async ValueTask InitializeAsync() => _server = await LocalServer.StartAsync();

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

        /// <summary>The keys by COMMAND GETKEYS, sorted; none where the server says that there are none.</summary>
        public async Task<IEnumerable<string>> KeysAsync(IReadOnlyList<string> tokens)
        {
            try
            {
                var reply = await Database.ExecuteAsync("COMMAND", ["GETKEYS", .. tokens]);
                return ((string[])reply!).Order(StringComparer.Ordinal);
            }
            catch (RedisServerException error) when (error.Message.Contains("no key arguments", StringComparison.Ordinal))
            {
                return [];
            }
        }
    }
}
