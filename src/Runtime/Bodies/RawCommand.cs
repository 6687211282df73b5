using System.Collections.Frozen;
using StackExchange.Redis;

namespace RedisSafety.Bodies;

/// <summary>A command that a body sends by its name.</summary>
/// <param name="Name">The name, a subcommand's with its container.</param>
/// <param name="IsReadOnly">A replica takes it, and a second sending does no harm.</param>
/// <param name="Keys">The places of its keys.</param>
/// <param name="BlocksWith">The word with which it does not run on a shared connection, "" where it never does; null where it always does.</param>
/// <param name="Advice">The alternative on a shared connection.</param>
internal sealed partial record RawCommand(string Name, bool IsReadOnly, KeyPlace[] Keys, string? BlocksWith = null, string? Advice = null)
{
    private static readonly FrozenDictionary<string, RawCommand> All = Table().ToFrozenDictionary(static command => command.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The command of the first tokens; null for one that the command table does not know.</summary>
    public static RawCommand? Find(IReadOnlyList<string?> tokens) =>
        tokens.Count > 1 && All.TryGetValue($"{tokens[0]} {tokens[1]}", out var subcommand) ? subcommand : All.GetValueOrDefault(tokens[0]!);

    /// <summary>The tokens as text, as far as one may decide: a long value is none.</summary>
    public static string?[] Tokens(string command, ICollection<object> arguments) => [command, .. arguments.Select(TextOf)];

    /// <summary>The keys among the arguments, whatever their types.</summary>
    public RedisKey[] KeysOf(IReadOnlyList<string?> tokens, ICollection<object> arguments)
    {
        var values = arguments as IList<object> ?? [.. arguments];
        return [.. Keys.SelectMany(place => place.Find(tokens)).Distinct().Order().Select(position => KeyOf(values[position - 1]))];
    }

    /// <exception cref="NotSupportedException">The command would stop every other caller of the connection, or change its state.</exception>
    public void ThrowIfRefused(IReadOnlyList<string?> tokens)
    {
        if (BlocksWith is not null && (BlocksWith.Length == 0 || tokens.Skip(1).Any(token => string.Equals(token, BlocksWith, StringComparison.OrdinalIgnoreCase))))
        {
            throw new NotSupportedException($"{Name}{(BlocksWith.Length == 0 ? "" : " " + BlocksWith)} cannot run on a connection that other callers share: use {Advice}.");
        }
    }

    private static string? TextOf(object argument) => argument switch
    {
        string text => text,
        RedisKey key => key,
        RedisValue { IsInteger: true } value => value,
        RedisValue value => value.Length() <= 64 ? (string?)value : null,
        byte[] => null,
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => argument.ToString(),
    };

    private static RedisKey KeyOf(object argument) => argument switch
    {
        RedisKey key => key,
        RedisValue value => (byte[]?)value,
        byte[] bytes => bytes,
        _ => TextOf(argument),
    };
}
