using System.Globalization;

namespace RedisSafety.Bodies;

/// <summary>The place of keys among the arguments of a command, as the key specifications of Redis describe it.</summary>
/// <param name="Begin">The position of the first key, the command's name being 0; where a keyword leads to it, the place where its search starts.</param>
/// <param name="Keyword">The word before the first key; null where its position is fixed.</param>
/// <param name="Count">The distance to the argument that holds the number of keys; null where none does.</param>
/// <param name="Last">The last key, counted from the first, or, where negative, from the end; with a count, the distance to the first key.</param>
/// <param name="Step">The distance from one key to the next.</param>
/// <param name="Limit">Where it is 2 or more, only the first of that many parts of the rest are keys.</param>
internal readonly record struct KeyPlace(int Begin, string? Keyword, int? Count, int Last, int Step, int Limit)
{
    /// <summary>The positions of the keys.</summary>
    public IEnumerable<int> Find(IReadOnlyList<string?> tokens)
    {
        var begin = Keyword is null ? Begin : AfterKeyword(tokens);
        if (begin <= 0 || begin >= tokens.Count)
        {
            yield break;
        }

        int first, last;
        if (Count is { } counted)
        {
            if (begin + counted >= tokens.Count || !int.TryParse(tokens[begin + counted], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                yield break;
            }

            first = begin + Last;
            last = (int)Math.Min(tokens.Count - 1L, first + ((count - 1L) * Step));
        }
        else
        {
            first = begin;
            last = Last >= 0 ? begin + Last : Limit > 1 ? begin + ((tokens.Count - begin) / Limit) - 1 : tokens.Count + Last;
        }

        for (var position = first; position <= last && position < tokens.Count; position += Step)
        {
            yield return position;
        }
    }

    private int AfterKeyword(IReadOnlyList<string?> tokens)
    {
        var direction = Begin < 0 ? -1 : 1;
        for (var i = Begin < 0 ? tokens.Count + Begin : Begin; i > 0 && i < tokens.Count; i += direction)
        {
            if (string.Equals(tokens[i], Keyword, StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return -1;
    }
}
