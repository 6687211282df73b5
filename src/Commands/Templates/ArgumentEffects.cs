using System.Globalization;

namespace RedisSafety.Commands.Templates;

/// <summary>The category of commands for which not a word decides, but the numbers and keys among their arguments.</summary>
/// <param name="command">The command.</param>
/// <param name="arguments">The tokens after its name.</param>
/// <param name="signOf">The sign of a number that a placeholder stands for.</param>
internal sealed class ArgumentEffects(RedisCommand command, IReadOnlyList<BoundToken> arguments, Func<BoundToken, NumberSign> signOf)
{
    /// <summary>The category, given the one by words alone. What is not known counts as the worse.</summary>
    public RetryCategory Of(RetryCategory byWords) => command.Name switch
    {
        // An entry of a given id is refused the second time, as ids only grow.
        "XADD" => arguments.Any(IsExplicitId) ? RetryCategory.WriteChecked : byWords,
        "LREM" => NumberAt(1) == 0 ? RetryCategory.WriteLastWins : byWords,
        "LTRIM" => TrimIsFinal() ? RetryCategory.WriteLastWins : byWords,
        "ZREMRANGEBYRANK" => RemovalIsFinal() ? RetryCategory.WriteLastWins : byWords,
        "ZUNIONSTORE" or "ZINTERSTORE" => MayBeAmong(arguments[0], Sources()) && !IsExtreme() ? RetryCategory.WriteAccumulating : byWords,

        // What is left of the first source is the same when the rest is taken from it again, but not when it is taken from another.
        "SDIFFSTORE" or "ZDIFFSTORE" => MayBeAmong(arguments[0], Sources().Skip(1)) || Sources().FirstOrDefault()?.AllowsMany == true && IsCollection(Sources().First())
            ? RetryCategory.WriteAccumulating
            : byWords,
        "BITOP" => !IsWord(arguments[0], "AND", "OR") && MayBeAmong(arguments[1], arguments.Skip(2)) ? RetryCategory.WriteAccumulating : byWords,
        "ZRANGESTORE" or "GEOSEARCHSTORE" => MayBeAmong(arguments[0], arguments.Skip(1).Take(1)) ? RetryCategory.WriteAccumulating : byWords,
        "GEORADIUS" or "GEORADIUSBYMEMBER" => Stored().Any(key => MayBeEqual(key, arguments[0])) ? RetryCategory.WriteAccumulating : byWords,
        "SORT" => Stored().Any(key => MayBeEqual(key, arguments[0]) || Patterns().Any(pattern => MayMatch(pattern, key))) ? RetryCategory.WriteAccumulating : byWords,
        _ => byWords,
    };

    /// <summary>Whether two keys may be the same key.</summary>
    internal static bool MayBeEqual(BoundToken one, BoundToken other) => MayBeEqual(Pieces(one), Pieces(other));

    private static bool IsExplicitId(BoundToken token) =>
        token is { Role: TokenRole.Value, Argument.Name: "id", Token.Parts: { Count: > 0 } parts }
        && token.Token.Placeholder is null
        && parts[parts.Count - 1].Literal?.EndsWith("*", StringComparison.Ordinal) != true;

    private static bool IsWord(BoundToken token, params string[] words) => words.Contains(token.Token.Literal, StringComparer.OrdinalIgnoreCase);

    private static bool IsCollection(BoundToken token) => token.Token.Placeholder is not null;

    private static bool MayBeAmong(BoundToken key, IEnumerable<BoundToken> others) => others.Any(other => MayBeEqual(key, other));

    /// <summary>The pieces of a token: a text, or a placeholder's expression after a mark that no text begins with.</summary>
    private static List<string> Pieces(BoundToken token) =>
        [.. token.Token.Parts.Select(static part => part.Placeholder is { } placeholder ? "\u0001" + placeholder.Expression : part.Literal!).Where(static piece => piece.Length > 0)];

    private static bool IsText(string piece) => piece[0] != '\u0001';

    private static bool MayBeEqual(List<string> one, List<string> other)
    {
        while (one.Count > 0 && other.Count > 0 && one[0] == other[0])
        {
            one.RemoveAt(0);
            other.RemoveAt(0);
        }

        while (one.Count > 0 && other.Count > 0 && one[one.Count - 1] == other[other.Count - 1])
        {
            one.RemoveAt(one.Count - 1);
            other.RemoveAt(other.Count - 1);
        }

        if (one.Count == 0 || other.Count == 0)
        {
            return !one.Concat(other).Any(IsText);
        }

        return Agree(one[0], other[0], static (text, index) => text[index])
            && Agree(one[one.Count - 1], other[other.Count - 1], static (text, index) => text[text.Length - 1 - index])
            && (one.Count > 1 || other.Count > 1 || !IsText(one[0]) || !IsText(other[0]));
    }

    /// <summary>Two pieces that begin, or end, the rest of two keys do not show that these are different.</summary>
    private static bool Agree(string one, string other, Func<string, int, char> at)
    {
        for (var i = 0; IsText(one) && IsText(other) && i < Math.Min(one.Length, other.Length); i++)
        {
            if (at(one, i) != at(other, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the keys that a pattern of SORT reads may include a key.</summary>
    private static bool MayMatch(BoundToken pattern, BoundToken key)
    {
        var pieces = Pieces(pattern);
        var star = pieces.FindIndex(static piece => IsText(piece) && piece.IndexOf('*') >= 0);
        if (star < 0)
        {
            // Without a star it names no key, unless a placeholder has one.
            return pieces.Any(static piece => !IsText(piece));
        }

        var prefix = pieces.Take(star).Append(pieces[star].Substring(0, pieces[star].IndexOf('*'))).Where(static piece => piece.Length > 0).Append("\u0001*").ToList();
        return MayBeEqual(prefix, Pieces(key));
    }

    private long? NumberAt(int index) => index < arguments.Count
        && long.TryParse(arguments[index].Token.Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private bool IsNotNegative(int index) => NumberAt(index) >= 0 || (index < arguments.Count && signOf(arguments[index]) == NumberSign.NotNegative);

    /// <summary>
    /// A list's trim leaves the same when it is done again: from the first element, to the last, or nothing. Any other begins or ends
    /// where other elements stand by then.
    /// </summary>
    private bool TrimIsFinal() => NumberAt(1) is var start && NumberAt(2) is var stop
        && ((start == 0 && (stop == -1 || IsNotNegative(2)))
            || (start < 0 && stop == -1)
            || (start > stop && start < 0 == stop < 0));

    /// <summary>A removal by rank leaves the same: from a rank to the end, or all but a number at the end.</summary>
    private bool RemovalIsFinal() => (NumberAt(2) == -1 && IsNotNegative(1)) || (NumberAt(1) == 0 && NumberAt(2) < 0);

    private IEnumerable<BoundToken> Sources() => arguments.Skip(1).Where(static token => token.IsKey);

    /// <summary>The greatest or least score of each member is the same, however often it is asked for; a sum or a weighted score is not.</summary>
    private bool IsExtreme() => arguments.Any(static token => token.Role == TokenRole.Keyword && IsWord(token, "MIN", "MAX"))
        && !arguments.Any(static token => token.Role == TokenRole.Keyword && IsWord(token, "WEIGHTS"));

    private IEnumerable<BoundToken> Stored() => After("STORE", "STOREDIST");

    private IEnumerable<BoundToken> Patterns() => After("BY", "GET");

    private IEnumerable<BoundToken> After(params string[] words) => arguments.Where((_, index) =>
        index > 1 && arguments[index - 1] is { Role: TokenRole.Keyword } word && IsWord(word, words));
}
