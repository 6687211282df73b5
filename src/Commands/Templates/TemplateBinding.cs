namespace RedisSafety.Commands.Templates;

/// <summary>A template with the command that it is, and what each of its tokens is to that command. Never changes.</summary>
public sealed class TemplateBinding
{
    // The search for a match goes one step deeper a token.
    private const int MostTokens = 200;

    private const int MostChoices = 64;

    private TemplateBinding(
        CommandTemplate template,
        RedisCommand? command,
        IReadOnlyList<BoundToken> tokens,
        IReadOnlyList<TemplateError> errors)
    {
        Template = template;
        Command = command;
        Tokens = tokens;
        Errors = errors;
    }

    /// <summary>The template.</summary>
    public CommandTemplate Template { get; }

    /// <summary>The command; null where there is none of that name.</summary>
    public RedisCommand? Command { get; }

    /// <summary>The tokens of the template, in order; empty where there are errors.</summary>
    public IReadOnlyList<BoundToken> Tokens { get; }

    /// <summary>What is wrong with template, command or arguments; empty where nothing is.</summary>
    public IReadOnlyList<TemplateError> Errors { get; }

    /// <summary>It is a command that Redis understands, as far as can be told.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>The tokens that are keys.</summary>
    public IEnumerable<BoundToken> Keys => Tokens.Where(static token => token.IsKey);

    /// <summary>The effect of a second sending on the data, at the worst: with optional groups and without them.</summary>
    public RetryCategory RetryCategory => RepetitionOf(static _ => NumberSign.Unknown).Category;

    /// <summary>The version of Redis that knows the command and every argument that the template uses.</summary>
    public Version Since
    {
        get
        {
            var since = Command?.Since ?? new Version(1, 0);
            foreach (var token in Tokens)
            {
                if (token.Argument?.Since is { } version && version > since)
                {
                    since = version;
                }
            }

            return since;
        }
    }

    /// <summary>Binds a template whose placeholders may be of any type.</summary>
    /// <param name="template">The template; one that does not parse gives its own errors.</param>
    /// <exception cref="ArgumentNullException"><paramref name="template"/> is null.</exception>
    public static TemplateBinding Bind(CommandTemplate template) => Bind(template, static _ => PlaceholderShape.Unknown);

    /// <summary>Binds a template, knowing which placeholders become several arguments.</summary>
    /// <param name="template">The template; one that does not parse gives its own errors.</param>
    /// <param name="shapeOf">What the type of a placeholder becomes. Asked only for placeholders that are a whole token.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static TemplateBinding Bind(CommandTemplate template, Func<TemplatePlaceholder, PlaceholderShape> shapeOf)
    {
        if (template is null)
        {
            throw new ArgumentNullException(nameof(template));
        }

        if (shapeOf is null)
        {
            throw new ArgumentNullException(nameof(shapeOf));
        }

        if (!template.IsValid)
        {
            return new TemplateBinding(template, CommandTable.Match(Literals(template.Tokens)), [], template.Errors);
        }

        var command = CommandTable.Match(Literals(template.Tokens));
        if (command is null || (command.IsContainer && command.Arguments.Count == 0 && command.Name != "COMMAND"))
        {
            return new TemplateBinding(template, command: null, [], [Unknown(template, command)]);
        }

        if (template.Tokens[command.NameLength - 1].Group >= 0)
        {
            var group = template.Groups[template.Tokens[command.NameLength - 1].Group];
            return new TemplateBinding(template, command, [], [
                new TemplateError(TemplateErrorKind.Arguments, "The name of the command cannot be optional", group.Start, group.Length)]);
        }

        if (template.Tokens.Count > MostTokens)
        {
            var extra = template.Tokens[MostTokens];
            return new TemplateBinding(template, command, [], [
                new TemplateError(TemplateErrorKind.Arguments, $"More than {MostTokens} tokens; pass a collection in their place", extra.Start, extra.Length)]);
        }

        var shapes = template.Tokens
            .Select(token => token.Placeholder is { } placeholder ? shapeOf(placeholder) : PlaceholderShape.One)
            .ToArray();
        var bound = command.HasReliableGrammar
            ? ByGrammar(template, command, template.Tokens, shapes, suggests: true, out var error)
            : ByArity(template, command, shapes, out error);
        if (error is null && template.Groups.Count > 0)
        {
            error = CheckWithoutGroups(template, command, shapes);
        }

        return error is null
            ? new TemplateBinding(template, command, bound, [])
            : new TemplateBinding(template, command, [], [error]);
    }

    /// <summary>Parses and binds.</summary>
    /// <param name="text">The template; null is read as empty.</param>
    public static TemplateBinding Bind(string? text) => Bind(CommandTemplate.Parse(text));

    /// <summary>
    /// The effect of a second sending at the worst: with optional groups and without them, and with each word that a placeholder may stand
    /// for.
    /// </summary>
    /// <param name="signOf">The sign of the numbers of a placeholder's type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="signOf"/> is null.</exception>
    public Repetition RepetitionOf(Func<BoundToken, NumberSign> signOf)
    {
        if (signOf is null)
        {
            throw new ArgumentNullException(nameof(signOf));
        }

        if (Command is null)
        {
            return new Repetition(RetryCategory.Never, RepeatedReply.Fails);
        }

        Repetition? worst = null;
        foreach (var present in Presences())
        {
            BoundToken[] tokens = [.. Tokens.Where(token => token.Token.Group < 0 || present[token.Token.Group])];
            foreach (var words in WordsOf(tokens))
            {
                var byWords = Command.RetryCategoryOf(words);
                var category = tokens.Length > Command.NameLength && IsValid
                    ? new ArgumentEffects(Command, [.. tokens.Skip(Command.NameLength)], signOf).Of(byWords)
                    : byWords;
                var repetition = new Repetition(category, Command.RepeatedReplyOf(words));
                worst = worst?.WorseOf(repetition) ?? repetition;
            }
        }

        return worst ?? new Repetition(Command.RetryCategory, Command.RepeatedReply);
    }

    /// <summary>Whether the command can run on a connection that many callers share. Words in optional groups count as present.</summary>
    /// <param name="advice">What to use in its place, where it cannot.</param>
    public SharedConnectionUse ConnectionUseOf(out string? advice)
    {
        advice = null;
        return Command?.ConnectionUseOf(Words(), out advice) ?? SharedConnectionUse.Allowed;
    }

    private static string?[] Literals(IReadOnlyList<TemplateToken> tokens) => [.. tokens.Take(2).Select(static token => token.Literal)];

    private static TemplateError Unknown(CommandTemplate template, RedisCommand? container)
    {
        var first = template.Tokens[0];
        if (container is not null)
        {
            if (template.Tokens.Count == 1)
            {
                return new TemplateError(TemplateErrorKind.UnknownCommand, $"{container.Name} needs a subcommand: {Subcommands(container)}", first.Start, first.Length);
            }

            var second = template.Tokens[1];
            var nearestSubcommand = second.Literal is { } literal ? NearestSubcommand(container, literal) : null;
            return new TemplateError(
                TemplateErrorKind.UnknownCommand,
                nearestSubcommand is null
                    ? $"{container.Name} has no subcommand '{Excerpt(template, second)}'; it has {Subcommands(container)}"
                    : $"{container.Name} has no subcommand '{Excerpt(template, second)}'; did you mean '{nearestSubcommand}'?",
                second.Start,
                second.Length,
                nearestSubcommand);
        }

        if (first.Literal is not { } name)
        {
            return new TemplateError(TemplateErrorKind.UnknownCommand, "A template begins with the name of a Redis command, which cannot be a placeholder", first.Start, first.Length);
        }

        var nearest = CommandTable.Nearest(name);
        return new TemplateError(
            TemplateErrorKind.UnknownCommand,
            nearest is null
                ? $"'{Excerpt(template, first)}' is not a Redis command"
                : $"'{Excerpt(template, first)}' is not a Redis command; did you mean '{nearest}'?",
            first.Start,
            first.Length,
            nearest);
    }

    private static string Subcommands(RedisCommand container) => string.Join(", ", SubcommandNames(container));

    private static IEnumerable<string> SubcommandNames(RedisCommand container)
    {
        var prefix = container.Name + " ";
        return CommandTable.Names
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name.Substring(prefix.Length));
    }

    private static string? NearestSubcommand(RedisCommand container, string written)
    {
        var upper = written.ToUpperInvariant();
        var limit = Math.Max(1, upper.Length / 3) + 1;
        return SubcommandNames(container)
            .Select(name => (Name: name, Distance: EditDistance.Between(upper, name, limit)))
            .Where(candidate => candidate.Distance < limit)
            .OrderBy(static candidate => candidate.Distance)
            .Select(static candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static string Excerpt(CommandTemplate template, TemplateToken token) =>
        token.Length <= 40 ? template.Text.Substring(token.Start, token.Length) : template.Text.Substring(token.Start, 40) + "…";

    private static BoundToken[] ByGrammar(
        CommandTemplate template,
        RedisCommand command,
        IReadOnlyList<TemplateToken> tokens,
        IReadOnlyList<PlaceholderShape> shapes,
        bool suggests,
        out TemplateError? error)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Collect(command.Arguments, words);
        ArgumentMatcher? first = null;
        foreach (var placeholdersMayBeWords in new[] { false, true })
        {
            var matcher = new ArgumentMatcher(tokens, shapes, words, placeholdersMayBeWords);
            if (matcher.Match(command.Arguments, command.NameLength))
            {
                error = null;
                return
                [
                    .. tokens.Select((token, index) => index < command.NameLength
                        ? Name(token)
                        : Bound(token, matcher.Assignments[index]))
                ];
            }

            if (matcher.IsUndecided)
            {
                return ByArity(template, command, shapes, out error);
            }

            first ??= matcher;
        }

        error = Mismatch(template, command, tokens, first!);
        if (suggests && NearestWord(template, command, shapes, first!) is { } nearest)
        {
            error = error with { Message = $"{error.Message}; did you mean '{nearest}'?", Suggestion = nearest };
        }

        return [];
    }

    /// <summary>The one word that is nearest to a token that stands in its place, begins as it does, and makes the template right.</summary>
    private static string? NearestWord(CommandTemplate template, RedisCommand command, IReadOnlyList<PlaceholderShape> shapes, ArgumentMatcher matcher)
    {
        if (matcher.FarthestPosition < command.NameLength || matcher.FarthestPosition >= template.Tokens.Count
            || template.Tokens[matcher.FarthestPosition] is not { IsQuoted: false, Literal: { Length: > 0 } written } token)
        {
            return null;
        }

        var upper = written.ToUpperInvariant();
        var limit = Math.Max(1, upper.Length / 3) + 1;
        var nearest = matcher.Expected
            .Where(expected => expected.Length > 2 && expected[0] == '\'' && expected[1] == upper[0])
            .Select(static expected => expected.Trim('\''))
            .Distinct(StringComparer.Ordinal)
            .Select(word => (Word: word, Distance: EditDistance.Between(upper, word, limit)))
            .Where(candidate => candidate.Distance < limit && IsRight(candidate.Word))
            .OrderBy(static candidate => candidate.Distance)
            .Take(2)
            .ToArray();
        return nearest.Length == 1 || (nearest.Length == 2 && nearest[0].Distance < nearest[1].Distance) ? nearest[0].Word : null;

        bool IsRight(string word)
        {
            var changed = CommandTemplate.Parse(template.Text.Remove(token.Start, token.Length).Insert(token.Start, word));
            if (!changed.IsValid || changed.Tokens.Count != shapes.Count)
            {
                return false;
            }

            ByGrammar(changed, command, changed.Tokens, shapes, suggests: false, out var left);
            return left is null;
        }
    }

    private static BoundToken Bound(TemplateToken token, ArgumentMatcher.Assignment assignment) =>
        new(token, assignment.Role, assignment.Argument, assignment.AllowsMany, assignment is { Role: TokenRole.Value, Argument.Kind: ArgumentKind.Key });

    private static BoundToken Name(TemplateToken token) => new(token, TokenRole.Name, argument: null, allowsMany: false, isKey: false);

    private static BoundToken[] ByArity(CommandTemplate template, RedisCommand command, IReadOnlyList<PlaceholderShape> shapes, out TemplateError? error)
    {
        var mayExpand = template.Tokens.Where((token, index) => token.Placeholder is not null && shapes[index] != PlaceholderShape.One).Any();
        var count = template.Tokens.Count;
        error = count < Math.Abs(command.Arity) && !mayExpand
            ? new TemplateError(TemplateErrorKind.Arguments, $"{command.Name} expects {command.Usage}; an argument is missing", template.Text.TrimEnd().Length, 0)
            : count > command.Arity && command.Arity > 0
                ? TooMany(template, command)
                : null;
        var keys = command.FindKeys([.. template.Tokens.Select(static token => token.Literal)]) ?? [];
        return
        [
            .. template.Tokens.Select((token, index) => index < command.NameLength
                ? Name(token)
                : new BoundToken(token, TokenRole.Unchecked, argument: null, allowsMany: true, keys.Contains(index)))
        ];
    }

    private static TemplateError TooMany(CommandTemplate template, RedisCommand command)
    {
        var extra = template.Tokens[command.Arity];
        return new TemplateError(
            TemplateErrorKind.Arguments,
            $"{command.Name} expects {command.Usage}; '{Excerpt(template, extra)}' is one too many",
            extra.Start,
            extra.Length);
    }

    private static void Collect(IReadOnlyList<CommandArgument> arguments, HashSet<string> words)
    {
        foreach (var argument in arguments)
        {
            if (argument.Word is { } word)
            {
                words.Add(word);
            }

            Collect(argument.Children, words);
        }
    }

    private static TemplateError Mismatch(CommandTemplate template, RedisCommand command, IReadOnlyList<TemplateToken> tokens, ArgumentMatcher matcher)
    {
        var expected = Alternatives(matcher.Expected);
        if (matcher.FarthestPosition < tokens.Count && matcher.FarthestPosition >= 0)
        {
            var token = tokens[matcher.FarthestPosition];
            var what = matcher.Expected.Count == 1 && matcher.Expected[0] == "the end of the command"
                ? "is one too many"
                : $"stands where {expected} is expected";
            return new TemplateError(
                TemplateErrorKind.Arguments,
                $"{command.Name} expects {Expects(command)}; '{Excerpt(template, token)}' {what}",
                token.Start,
                token.Length);
        }

        var last = tokens[tokens.Count - 1];
        return new TemplateError(
            TemplateErrorKind.Arguments,
            $"{command.Name} expects {Expects(command)}; {(matcher.Expected.Count == 1 && expected[0] != '\'' ? $"'{expected}'" : expected)} is missing",
            last.Start,
            last.Length);
    }

    private static string Expects(RedisCommand command) => command.Arguments.Count == 0 ? "no arguments" : string.Join(" ", command.Arguments);

    private static string Alternatives(IReadOnlyList<string> expected)
    {
        const int Most = 6;
        var shown = expected.Take(Most).ToArray();
        return expected.Count > Most ? string.Join(", ", shown) + ", …"
            : shown.Length < 2 ? string.Concat(shown)
            : string.Join(", ", shown.Take(shown.Length - 1)) + " or " + shown[shown.Length - 1];
    }

    private static TemplateError? CheckWithoutGroups(CommandTemplate template, RedisCommand command, PlaceholderShape[] shapes)
    {
        if (!command.HasReliableGrammar)
        {
            return null;
        }

        // Each group alone, then all: a group that the others need is found as well as one that is not optional.
        for (var left = 0; left <= template.Groups.Count; left++)
        {
            var indices = Enumerable.Range(0, template.Tokens.Count)
                .Where(index => template.Tokens[index].Group < 0 || (left < template.Groups.Count && template.Tokens[index].Group != left))
                .ToArray();
            ByGrammar(template, command, [.. indices.Select(index => template.Tokens[index])], [.. indices.Select(index => shapes[index])], suggests: false, out var error);
            if (error is not null)
            {
                var group = template.Groups[Math.Min(left, template.Groups.Count - 1)];
                return new TemplateError(
                    TemplateErrorKind.Arguments,
                    $"Without the optional group: {error.Message}",
                    group.Start,
                    group.Length);
            }
        }

        return null;
    }

    /// <summary>The literal words that are options of the command; values that look like one are not.</summary>
    private string?[] Words() => Words(Tokens);

    private static string?[] Words(IReadOnlyList<BoundToken> tokens) =>
        [.. tokens.Select(static token => token.Role is TokenRole.Name or TokenRole.Keyword or TokenRole.Unchecked ? token.Token.Literal : null)];

    /// <summary>The words with each choice that a placeholder may stand for; a few of them stand for all where there are many.</summary>
    private static IEnumerable<string?[]> WordsOf(BoundToken[] tokens)
    {
        IEnumerable<string?[]> all = [Words(tokens)];
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] is { Token.Literal: null, Argument: { Kind: ArgumentKind.Choice } choice })
            {
                var place = i;
                all = [.. all.SelectMany(words => choice.Children.Select(child => With(words, place, child.Word))).Take(MostChoices)];
            }
        }

        return all;

        static string?[] With(string?[] words, int place, string? word)
        {
            var changed = (string?[])words.Clone();
            changed[place] = word;
            return changed;
        }
    }

    /// <summary>The groups that are sent: each combination of a few; of many, all, none, and all but one.</summary>
    private IEnumerable<bool[]> Presences()
    {
        var count = Template.Groups.Count;
        if (count <= 4)
        {
            return Enumerable.Range(0, 1 << count).Select(bits => Enumerable.Range(0, count).Select(group => (bits & (1 << group)) != 0).ToArray());
        }

        return Enumerable.Range(-2, count + 2).Select(left => Enumerable.Range(0, count).Select(group => left != -2 && group != left).ToArray());
    }
}
