using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Tests;

public sealed class EveryCommandTests
{
    public static TheoryData<string> Names => [.. Sendable.Select(static command => command.Name)];

    /// <remarks>Without COMMAND GETKEYS and its like, whose grammar asks for less than their arity.</remarks>
    public static TheoryData<string> NamesWithArguments =>
    [
        .. Sendable
            .Where(static command => Math.Abs(command.Arity) > command.NameLength && GrammarSample.Minimal(command).Count >= Math.Abs(command.Arity))
            .Select(static command => command.Name)
    ];

    private static IEnumerable<RedisCommand> Sendable => CommandTable.All.Where(static command => !command.IsContainer || command.Name == "COMMAND");

    [Theory]
    [MemberData(nameof(Names))]
    public void Binds_from_its_grammar(string name)
    {
        var command = CommandTable.Find(name)!;

        Assert.Empty(TemplateBinding.Bind(string.Join(' ', GrammarSample.Minimal(command).Select(Quote))).Errors);
        Assert.Empty(TemplateBinding.Bind(string.Join(' ', GrammarSample.Full(command).Select(Quote))).Errors);
    }

    [Theory]
    [MemberData(nameof(NamesWithArguments))]
    public void Reports_a_missing_argument(string name)
    {
        var command = CommandTable.Find(name)!;
        var tokens = GrammarSample.Minimal(command).Take(Math.Abs(command.Arity) - 1);

        var error = Assert.Single(TemplateBinding.Bind(string.Join(' ', tokens.Select(Quote))).Errors);

        Assert.Equal(TemplateErrorKind.Arguments, error.Kind);
        Assert.StartsWith(name + " expects", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Binds_its_keys_where_its_key_specifications_find_them(string name)
    {
        var command = CommandTable.Find(name)!;
        foreach (var tokens in new[] { GrammarSample.Minimal(command), GrammarSample.Full(command) })
        {
            var bound = TemplateBinding.Bind(string.Join(' ', tokens.Select(Quote)));

            var keys = bound.Tokens.Select(static (token, index) => (token, index)).Where(static item => item.token.IsKey).Select(static item => item.index);
            Assert.Equal(command.FindKeys(tokens!), keys);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_a_retry_category_of_its_own(string name) => Assert.True(CommandTable.Find(name)!.HasRetryCategory);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_data_command_says_which_part_of_a_value_it_uses(string name)
    {
        var command = CommandTable.Find(name)!;

        // Scripts and channels have no part of a value.
        Assert.Equal(command.Keys.Count > 0 && command.Group is not ("scripting" or "pubsub"), command.HasUse);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_not_retried_as_a_read_if_a_replica_refuses_it_and_names_no_other(string name)
    {
        var command = CommandTable.Find(name)!;

        Assert.False(command is { IsWrite: true, RetryCategory: RetryCategory.ReadOnly, ReplicaAlternative: null });
    }

    [Fact]
    public void The_overlay_speaks_of_known_commands_only() =>
        Assert.DoesNotContain(CommandTable.OverlayNames, static name => CommandTable.Find(name) is null);

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_on_a_shared_connection_with_advice(string name)
    {
        var command = CommandTable.Find(name)!;

        Assert.Equal(command.ConnectionUse == SharedConnectionUse.Allowed, string.IsNullOrEmpty(command.ConnectionAdvice));
    }

    [Fact]
    public void Every_command_that_Redis_calls_blocking_is_restricted()
    {
        var allowed = CommandTable.All
            .Where(static command => command.Flags.Contains("blocking"))
            .Where(static command => command.ConnectionUseOf([.. GrammarSample.Full(command)], out _) == SharedConnectionUse.Allowed);

        Assert.Empty(allowed);
    }

    private static string Quote(string token) => token.Length == 0 || token[0] == '[' ? $"\"{token}\"" : token;
}
