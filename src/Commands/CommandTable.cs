using RedisSafety.Commands.Data;

namespace RedisSafety.Commands;

/// <summary>Every command of Redis that is known. Safe for use from any number of threads.</summary>
public static class CommandTable
{
    private static readonly Lazy<CommandData> Data = new(CommandData.Load);
    private static readonly Lazy<IReadOnlyList<RedisCommand>> Commands = new(static () => [.. Names.Select(static name => Find(name)!)]);

    /// <summary>The names in upper case, subcommands with their containers, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => Data.Value.Names;

    /// <summary>The commands, subcommands and containers, by name in ordinal order.</summary>
    public static IReadOnlyList<RedisCommand> All => Commands.Value;

    internal static IEnumerable<string> OverlayNames => Data.Value.OverlayNames;

    /// <summary>The command of this name, in any case; a subcommand's name has its container before it and one blank between.</summary>
    /// <param name="name">The name: <c>GET</c>, <c>XGROUP CREATE</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static RedisCommand? Find(string name) =>
        Data.Value.Find(name ?? throw new ArgumentNullException(nameof(name)));

    /// <summary>The command that these tokens begin with: a subcommand, where the first token names a container that has it.</summary>
    /// <param name="tokens">The tokens of a command; null for one that is not known.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is null.</exception>
    public static RedisCommand? Match(IReadOnlyList<string?> tokens)
    {
        if (tokens is null)
        {
            throw new ArgumentNullException(nameof(tokens));
        }

        if (tokens.Count == 0 || tokens[0] is not { } first || first.IndexOf(' ') >= 0)
        {
            return null;
        }

        var second = tokens.Count > 1 ? tokens[1] : null;
        return (second is null ? null : Find($"{first} {second}")) ?? Find(first);
    }

    /// <summary>The command name that is most like another, or null where none is like it.</summary>
    /// <param name="name">What was written.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public static string? Nearest(string name)
    {
        if (name is null)
        {
            throw new ArgumentNullException(nameof(name));
        }

        var upper = name.ToUpperInvariant();
        if (upper.Length >= 4 && Names.FirstOrDefault(candidate => candidate.StartsWith(upper, StringComparison.Ordinal)) is { } begun)
        {
            // A name that is not finished.
            return begun;
        }

        string? nearest = null;
        var least = Math.Max(1, upper.Length / 3) + 1;
        foreach (var candidate in Names)
        {
            var distance = EditDistance.Between(upper, candidate, least);
            if (distance < least)
            {
                least = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }
}
