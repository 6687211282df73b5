using System.Globalization;

namespace RedisSafety.Commands.Templates;

/// <summary>
/// Finds which argument of a command's grammar each token fills, by depth-first search. What has a word of its own may stand in any
/// order among its optional neighbours, as in the server's own parsers.
/// </summary>
internal sealed class ArgumentMatcher
{
    // Far more than a correct template of any command needs; what is left undecided then is accepted.
    private const int StepLimit = 50_000;

    private readonly IReadOnlyList<TemplateToken> _tokens;
    private readonly IReadOnlyList<PlaceholderShape> _shapes;
    private readonly HashSet<string> _words;
    private readonly bool _placeholdersMayBeWords;
    private readonly Assignment[] _assignments;
    private readonly List<string> _expected = [];
    private int _steps;
    private int _keyCount = NotCounted;

    private const int NotCounted = -1;
    private const int CountUnknown = -2;

    public ArgumentMatcher(
        IReadOnlyList<TemplateToken> tokens,
        IReadOnlyList<PlaceholderShape> shapes,
        HashSet<string> words,
        bool placeholdersMayBeWords)
    {
        _tokens = tokens;
        _shapes = shapes;
        _words = words;
        _placeholdersMayBeWords = placeholdersMayBeWords;
        _assignments = new Assignment[tokens.Count];
    }

    /// <summary>Continues a match at a position.</summary>
    private delegate bool Next(int position);

    /// <summary>What was found for each token; unspecified unless the match succeeded.</summary>
    public IReadOnlyList<Assignment> Assignments => _assignments;

    /// <summary>The search was given up.</summary>
    public bool IsUndecided => _steps > StepLimit;

    /// <summary>The first token that nothing fits, or the number of tokens where one is missing.</summary>
    public int FarthestPosition { get; private set; } = -1;

    /// <summary>What could have stood at the <see cref="FarthestPosition"/>.</summary>
    public IReadOnlyList<string> Expected => _expected;

    public bool Match(IReadOnlyList<CommandArgument> arguments, int start) => Sequence(arguments, 0, start, End);

    private bool End(int position)
    {
        if (position == _tokens.Count)
        {
            return true;
        }

        Expect(position, "the end of the command");
        return false;
    }

    private bool Sequence(IReadOnlyList<CommandArgument> arguments, int index, int position, Next next)
    {
        if (++_steps > StepLimit)
        {
            return false;
        }

        if (index == arguments.Count)
        {
            return next(position);
        }

        var argument = arguments[index];
        if (IsFree(argument))
        {
            var end = index + 1;
            while (end < arguments.Count && IsFree(arguments[end]))
            {
                end++;
            }

            return AnyOrder(arguments, index, end, used: 0, position, after => Sequence(arguments, end, after, next));
        }

        var isCounted = argument.Kind == ArgumentKind.Key && argument.IsMultiple && _keyCount >= 0;
        if (isCounted)
        {
            return Counted(argument, _keyCount, position, after => Sequence(arguments, index + 1, after, next));
        }

        var isHalved = IsHalved(arguments, index);
        if (isHalved && (_tokens.Count - position) % 2 != 0 && !AnyMayBeMany(position))
        {
            Expect(_tokens.Count, arguments[index + 1].Name);
            return false;
        }

        var half = isHalved ? position + ((_tokens.Count - position) / 2) : -1;
        return Several(argument, position, half, after => Sequence(arguments, index + 1, after, next))
            || (argument.IsOptional && Sequence(arguments, index + 1, position, next));
    }

    private bool AnyOrder(IReadOnlyList<CommandArgument> arguments, int start, int end, ulong used, int position, Next next)
    {
        for (var i = start; i < end; i++)
        {
            var bit = 1UL << (i - start);
            if ((used & bit) == 0
                && Several(arguments[i], position, half: -1, after => after > position && AnyOrder(arguments, start, end, used | bit, after, next)))
            {
                return true;
            }
        }

        return next(position);
    }

    /// <summary>The argument once or, where it may be repeated, as often as possible.</summary>
    private bool Several(CommandArgument argument, int position, int half, Next next)
    {
        if (!argument.IsMultiple)
        {
            return Once(argument, withWord: true, position, next);
        }

        return Once(argument, withWord: true, position, after => after > position && More(argument, after, half, next));
    }

    private bool More(CommandArgument argument, int position, int half, Next next)
    {
        if (++_steps > StepLimit)
        {
            return false;
        }

        // A word of the command is read as that first, and of two lists of equal length the second begins at the half.
        var stopsFirst = position == half
            || (position < _tokens.Count && _tokens[position].Literal is { } literal && _words.Contains(literal))
            || (_keyCount == CountUnknown && argument.Kind == ArgumentKind.Key);
        if (stopsFirst && next(position))
        {
            return true;
        }

        return Once(argument, argument.RepeatsWord, position, after => after > position && More(argument, after, half, next))
            || (!stopsFirst && next(position));
    }

    /// <summary>Exactly as many keys as <c>numkeys</c> says; a collection stands for one or more.</summary>
    private bool Counted(CommandArgument argument, int left, int position, Next next)
    {
        if (left <= 0)
        {
            return next(position);
        }

        if (Once(argument, withWord: true, position, after => Counted(argument, left - 1, after, next)))
        {
            return true;
        }

        return MayBeMany(position) && Once(argument, withWord: true, position, next);
    }

    private bool Once(CommandArgument argument, bool withWord, int position, Next next)
    {
        if (++_steps > StepLimit)
        {
            return false;
        }

        if (argument.Kind == ArgumentKind.Word)
        {
            return Word(argument, position, next);
        }

        return withWord && argument.Word is not null
            ? Word(argument, position, after => Content(argument, after, next))
            : Content(argument, position, next);
    }

    private bool Word(CommandArgument argument, int position, Next next)
    {
        var word = argument.Word ?? argument.Name;
        if (position < _tokens.Count && string.Equals(_tokens[position].Literal, word, StringComparison.OrdinalIgnoreCase))
        {
            _assignments[position] = new Assignment(TokenRole.Keyword, argument, AllowsMany: false);
            return next(position + 1);
        }

        Expect(position, $"'{word}'");
        return false;
    }

    private bool Content(CommandArgument argument, int position, Next next) => argument.Kind switch
    {
        ArgumentKind.Choice => Choice(argument, position, next),
        ArgumentKind.Block => Block(argument, position, next),
        _ => Leaf(argument, position, next),
    };

    private bool Choice(CommandArgument argument, int position, Next next)
    {
        foreach (var child in argument.Children)
        {
            if (Several(child, position, half: -1, next))
            {
                return true;
            }
        }

        if (_placeholdersMayBeWords && position < _tokens.Count && IsSingle(position)
            && argument.Children.Any(static child => child.Kind == ArgumentKind.Word))
        {
            _assignments[position] = new Assignment(TokenRole.Value, argument, AllowsMany: false);
            return next(position + 1);
        }

        return false;
    }

    private bool Block(CommandArgument argument, int position, Next next)
    {
        var canBeGroups = argument.IsMultiple && position < _tokens.Count && _tokens[position].Placeholder is not null
            && _shapes[position] is PlaceholderShape.Groups or PlaceholderShape.Unknown;
        if (canBeGroups && _shapes[position] == PlaceholderShape.Groups)
        {
            return Groups(argument, position, next);
        }

        return Sequence(argument.Children, 0, position, next) || (canBeGroups && Groups(argument, position, next));
    }

    private bool Groups(CommandArgument argument, int position, Next next)
    {
        _assignments[position] = new Assignment(TokenRole.Groups, argument, AllowsMany: true);
        return next(position + 1);
    }

    private bool Leaf(CommandArgument argument, int position, Next next)
    {
        if (position >= _tokens.Count || !Fits(argument, position))
        {
            Expect(position, position < _tokens.Count && argument.Kind is ArgumentKind.WholeNumber or ArgumentKind.Number or ArgumentKind.UnixTime
                ? $"{argument.Name} (a number)"
                : argument.Name);
            return false;
        }

        var counted = _keyCount;
        if (argument.Name == "numkeys")
        {
            _keyCount = int.TryParse(_tokens[position].Literal, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : CountUnknown;
        }

        _assignments[position] = new Assignment(TokenRole.Value, argument, argument.IsMultiple);
        if (next(position + 1))
        {
            return true;
        }

        _keyCount = counted;
        return false;
    }

    private bool Fits(CommandArgument argument, int position)
    {
        var token = _tokens[position];
        if (token.Placeholder is not null)
        {
            return _shapes[position] switch
            {
                PlaceholderShape.Groups => false,
                PlaceholderShape.Many => argument.IsMultiple,
                _ => true,
            };
        }

        return token.Literal is not { } literal || argument.Kind switch
        {
            // '#1' is an offset in units of the type's width (BITFIELD).
            ArgumentKind.WholeNumber => long.TryParse(literal.TrimStart('#'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                || ulong.TryParse(literal, NumberStyles.None, CultureInfo.InvariantCulture, out _),
            ArgumentKind.UnixTime => long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            ArgumentKind.Number => IsNumber(literal),
            _ => true,
        };
    }

    private static bool IsNumber(string literal)
    {
        var number = literal.StartsWith("(", StringComparison.Ordinal) ? literal.Substring(1) : literal;
        var magnitude = number.TrimStart('+', '-');
        return magnitude.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || magnitude.Equals("infinity", StringComparison.OrdinalIgnoreCase)
            || double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private bool IsSingle(int position) => _tokens[position].Placeholder is not null
        && _shapes[position] is PlaceholderShape.One or PlaceholderShape.Unknown;

    private bool MayBeMany(int position) => position < _tokens.Count && _tokens[position].Placeholder is not null
        && _shapes[position] is PlaceholderShape.Many or PlaceholderShape.Unknown;

    private bool AnyMayBeMany(int from)
    {
        for (var i = from; i < _tokens.Count; i++)
        {
            if (MayBeMany(i))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFree(CommandArgument argument) => argument.IsOptional && BeginsWithWord(argument);

    private static bool BeginsWithWord(CommandArgument argument) => argument.Word is not null || argument.Kind switch
    {
        ArgumentKind.Word => true,
        ArgumentKind.Choice => argument.Children.All(BeginsWithWord),
        ArgumentKind.Block => argument.Children.Count > 0 && BeginsWithWord(argument.Children[0]),
        _ => false,
    };

    private static bool IsHalved(IReadOnlyList<CommandArgument> arguments, int index) =>
        index + 2 == arguments.Count && arguments[index].IsMultiple && arguments[index + 1].IsMultiple
        && !arguments[index].IsOptional && !arguments[index + 1].IsOptional;

    private void Expect(int position, string what)
    {
        if (position > FarthestPosition)
        {
            FarthestPosition = position;
            _expected.Clear();
        }

        if (position == FarthestPosition && !_expected.Contains(what))
        {
            _expected.Add(what);
        }
    }

    /// <summary>What a token was found to be.</summary>
    internal readonly record struct Assignment(TokenRole Role, CommandArgument? Argument, bool AllowsMany);
}
