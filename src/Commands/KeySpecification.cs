using System.Globalization;

namespace RedisSafety.Commands;

/// <summary>Where the keys of a command stand, after the key specifications of Redis 7.</summary>
/// <remarks>Positions count the tokens of the command with the first word of its name as 0.</remarks>
public sealed class KeySpecification
{
    private KeySpecification()
    {
    }

    /// <summary>The position at which the keys begin, or 0 where <see cref="Keyword"/> says it.</summary>
    public int Index { get; private set; }

    /// <summary>The word after which the keys begin; null where <see cref="Index"/> says it.</summary>
    public string? Keyword { get; private set; }

    /// <summary>Where the search for the <see cref="Keyword"/> starts; negative: from the end, backwards.</summary>
    public int SearchFrom { get; private set; }

    /// <summary>The keys are counted by an argument (<c>numkeys</c>) at the beginning.</summary>
    public bool IsCounted { get; private set; }

    /// <summary>The last key relative to the first; negative: from the end of the command, of which -1 is the last token.</summary>
    public int Last { get; private set; }

    /// <summary>The distance from one key to the next.</summary>
    public int Step { get; private set; }

    /// <summary>Where it is 2 or more, only the first 1/n of the remaining tokens are keys (<c>XREAD</c>).</summary>
    public int Limit { get; private set; }

    internal int CountOffset { get; private set; }

    internal int FirstOffset { get; private set; }

    /// <summary>Reads <c>index 1 range 0 1 0</c>; null for a specification that Redis leaves unknown.</summary>
    internal static KeySpecification? Parse(string text)
    {
        var words = text.Split(' ');
        if (words[0] == "unknown")
        {
            return null;
        }

        var specification = new KeySpecification();
        var find = 2;
        if (words[0] == "keyword")
        {
            specification.Keyword = words[1];
            specification.SearchFrom = Number(words[2]);
            find = 3;
        }
        else
        {
            specification.Index = Number(words[1]);
        }

        specification.IsCounted = words[find] == "keynum";
        if (specification.IsCounted)
        {
            specification.CountOffset = Number(words[find + 1]);
            specification.FirstOffset = Number(words[find + 2]);
            specification.Step = Number(words[find + 3]);
        }
        else
        {
            specification.Last = Number(words[find + 1]);
            specification.Step = Number(words[find + 2]);
            specification.Limit = Number(words[find + 3]);
        }

        return specification;
    }

    /// <summary>Adds the positions of the keys.</summary>
    /// <returns>False where a token that decides it is unknown.</returns>
    internal bool TryFind(IReadOnlyList<string?> tokens, SortedSet<int> positions)
    {
        var begin = Keyword is null ? Index : FindKeyword(tokens);
        if (begin <= 0 || begin >= tokens.Count)
        {
            return true;
        }

        int first, last;
        if (IsCounted)
        {
            if (!int.TryParse(tokens[begin + CountOffset], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return false;
            }

            first = begin + FirstOffset;
            last = (int)Math.Min(tokens.Count - 1L, first + ((count - 1L) * Step));
        }
        else
        {
            first = begin;
            last = Last >= 0 ? begin + Last
                : Limit > 1 ? begin + ((tokens.Count - begin) / Limit) - 1
                : tokens.Count + Last;
        }

        for (var position = first; position <= last && position < tokens.Count; position += Step)
        {
            positions.Add(position);
        }

        return true;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private int FindKeyword(IReadOnlyList<string?> tokens)
    {
        var direction = SearchFrom < 0 ? -1 : 1;
        for (var i = SearchFrom < 0 ? tokens.Count + SearchFrom : SearchFrom; i > 0 && i < tokens.Count; i += direction)
        {
            if (string.Equals(tokens[i], Keyword, StringComparison.OrdinalIgnoreCase))
            {
                return i + 1;
            }
        }

        return -1;
    }
}
