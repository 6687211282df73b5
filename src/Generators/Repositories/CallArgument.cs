using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>A token of the template as expressions of C#, one for each form in which it may be asked for.</summary>
internal sealed class CallArgument
{
    private const string Arguments = "global::RedisSafety.CodeGeneration.RedisArguments";
    private readonly IMethodSymbol _method;
    private readonly string _router;
    private readonly string? _path;

    public CallArgument(IMethodSymbol method, BoundToken bound, string router)
    {
        _method = method;
        _router = router;
        Bound = bound;
        if (bound.Token.Placeholder is { } placeholder)
        {
            Type = PlaceholderType.Find(method, placeholder);
            var path = Path(placeholder);
            _path = bound.Token.Group >= 0 && Type is not null && TypeForm.IsNullableStruct(Type) ? path + ".Value" : path;
            Element = Type is null || !IsExpanded ? null : TypeForm.ElementOf(Type);
        }
    }

    public BoundToken Bound { get; }

    /// <summary>The type of the placeholder that is the whole token; null for text with or without placeholders in it.</summary>
    public ITypeSymbol? Type { get; }

    /// <summary>What a collection that becomes several arguments holds; null for a single argument.</summary>
    public ITypeSymbol? Element { get; }

    /// <summary>The literal word of the command's grammar that it is.</summary>
    public string? Word => Bound.Role == TokenRole.Keyword ? Bound.Token.Literal : null;

    /// <summary>A value of it has no native form.</summary>
    public bool NeedsSerializer => Type is not null && Element is null && !TypeForm.IsNative(Type);

    private bool IsExpanded => (Bound.AllowsMany || Bound.Role == TokenRole.Groups) && !Bound.Token.IsQuoted;

    /// <summary>The expression that a placeholder names.</summary>
    public static string Path(TemplatePlaceholder placeholder) =>
        string.Join(".", new[] { placeholder.Name }.Concat(placeholder.Members).Select(RepositoryParser.Identifier));

    /// <summary>What keeps it from travelling; null where nothing does.</summary>
    public Problem? Problem()
    {
        foreach (var part in Bound.Token.Parts)
        {
            if (part.Placeholder is { } placeholder && PlaceholderType.Find(_method, placeholder) is { TypeKind: not TypeKind.Error } type)
            {
                var problem = Bound.Token.Group < 0 && PlaceholderType.IsReachedThroughNull(_method, placeholder) ? MayBeMissing
                    : DeclarationCheck.CannotBeKept(type) ? $"is of type '{type.ToDisplayString()}', which cannot outlive an asynchronous call"
                    : Type is null ? InsideText(type)
                    : Problem(type);
                if (problem is not null)
                {
                    return Repositories.Problem.InTemplate(
                        RepositoryDescriptors.TypeCannotTravel, placeholder.Start, placeholder.Expression.Length, suggestion: null, $"'{placeholder.Expression}' {problem}");
                }
            }
        }

        return null;
    }

    public string Key() => Bound.Token.Placeholder is null || Type is null
        ? $"(global::StackExchange.Redis.RedisKey){Text()}"
        : IsKeyForm(Type) ? $"{Arguments}.Key({_path})" : $"(global::StackExchange.Redis.RedisKey){Arguments}.Text({_path})";

    public string Value()
    {
        if (Bound.Token.Placeholder is null || Type is null)
        {
            return $"(global::StackExchange.Redis.RedisValue){Text()}";
        }

        return TimeText() ?? (NeedsSerializer
            ? $"{_router}.Serializer.Serialize<{RepositoryParser.Name(Type)}>({_path})"
            : $"{Arguments}.Value({_path})");
    }

    /// <summary>As a <c>long</c>; null where it is none.</summary>
    public string? WholeNumber()
    {
        if (Bound.Token.Literal is { } literal)
        {
            return long.TryParse(literal, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "L"
                : null;
        }

        return Type is not null && TypeForm.IsWholeNumber(Type) && TypeForm.Underlying(Type).SpecialType != SpecialType.System_UInt64 ? _path : null;
    }

    /// <summary>As a <c>double</c>; null where it is none, or where converting it would change its digits.</summary>
    public string? Number() => Type is not null
        && (TypeForm.IsWholeNumber(Type) || TypeForm.Underlying(Type).SpecialType == SpecialType.System_Double)
            ? _path
            : null;

    /// <summary>As a <c>TimeSpan</c>; null where it is none.</summary>
    public string? Duration() => Type is not null && TypeForm.IsTimeSpan(Type) && Bound.Time is TimeForm.Seconds or TimeForm.Milliseconds
        ? Bound.Time == TimeForm.Seconds
            ? $"global::System.TimeSpan.FromSeconds({Arguments}.Seconds({_path}))"
            : $"{Arguments}.Positive({_path})"
        : null;

    /// <summary>As an array of keys or values.</summary>
    public string Many(bool keys)
    {
        var type = $"global::StackExchange.Redis.{(keys ? "RedisKey" : "RedisValue")}";
        return $"{Arguments}.Many<{RepositoryParser.Name(Element!)}, {type}>({Items}, {Converter(Element!, keys)}{ItemsName})";
    }

    /// <summary>The call that adds it to a command line.</summary>
    public string Append()
    {
        if (Word is { } word)
        {
            return $".Word({SymbolDisplay.FormatLiteral(word, quote: true)})";
        }

        if (Element is null)
        {
            return Bound.IsKey ? $".AddKey({Key()})" : $".Value({Value()})";
        }

        if (Bound.Role == TokenRole.Groups && TypeForm.PartsOf(Type!) is { } parts)
        {
            return Groups(parts);
        }

        return Bound.IsKey
            ? $".AddKeys<{RepositoryParser.Name(Element)}>({Items}, {Converter(Element, key: true)}{ItemsName})"
            : $".Values<{RepositoryParser.Name(Element)}>({Items}, {Converter(Element, key: false)}{ItemsName})";
    }

    /// <summary>The collection, as one that can be enumerated.</summary>
    private string Items => TypeForm.IsMemory(Type!) ? $"{Arguments}.Items({_path})" : _path!;

    /// <summary>The name for a message, where the expression is not the parameter itself.</summary>
    private string ItemsName => TypeForm.IsMemory(Type!) ? $", {SymbolDisplay.FormatLiteral(_path!, quote: true)}" : "";

    /// <summary>The user's C# formats into a text without a text for each part.</summary>
    private bool WritesIntoText => _method.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp10 };

    private IReadOnlyList<CommandArgument> GroupParts => Bound.Argument?.Children ?? [];

    private static bool IsKeyForm(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String || TypeForm.IsBytes(type)
        || TypeForm.FullName(type) is "StackExchange.Redis.RedisKey" or "StackExchange.Redis.RedisValue";

    private string Groups(IReadOnlyList<(string Member, ITypeSymbol Type)> parts)
    {
        var converters = Ordered(parts).Select((part, index) => Converter(part.Type, PartKind(index) == ArgumentKind.Key, "." + part.Member));
        var isKeyed = PartKind(0) == ArgumentKind.Key;
        return $".{(isKeyed ? "KeyedGroups" : "Groups")}<{RepositoryParser.Name(Element!)}>({Items}, {string.Join(", ", converters)}{(ItemsName.Length == 0 ? "" : ", name: " + ItemsName.Substring(2))})";
    }

    /// <summary>The documentation's order, but for a sorted set's pairs: a dictionary is keyed by member, and is no text a score.</summary>
    private IReadOnlyList<(string Member, ITypeSymbol Type)> Ordered(IReadOnlyList<(string Member, ITypeSymbol Type)> parts) =>
        parts.Count == 2 && PartKind(0) == ArgumentKind.Number && (parts[0].Member != "Item1" || !CanBeNumber(parts[0].Type))
            ? [parts[1], parts[0]]
            : parts;

    private ArgumentKind? PartKind(int index) => GroupParts.Count > index ? GroupParts[index].Kind : null;

    private static bool CanBeNumber(ITypeSymbol type) =>
        TypeForm.IsNumber(type) || type.SpecialType == SpecialType.System_String || TypeForm.FullName(type) == "StackExchange.Redis.RedisValue";

    private string Converter(ITypeSymbol type, bool key, string member = "")
    {
        if (!TypeForm.IsNative(type))
        {
            var own = _router == "item" ? "element" : "item";
            return $"{own} => {_router}.Serializer.Serialize<{RepositoryParser.Name(type)}>({own}{member})";
        }

        return !key ? $"static item => {Arguments}.Value(item{member})"
            : IsKeyForm(type) ? $"static item => {Arguments}.Key(item{member})"
            : $"static item => (global::StackExchange.Redis.RedisKey){Arguments}.Text(item{member})";
    }

    private string? TimeText() => Type is null ? null : Bound.Time switch
    {
        TimeForm.Seconds when TypeForm.IsTimeSpan(Type) => $"{Arguments}.Seconds({_path})",
        TimeForm.Milliseconds when TypeForm.IsTimeSpan(Type) => $"{Arguments}.Milliseconds({_path})",
        TimeForm.UnixSeconds when TypeForm.IsMoment(Type) => $"{Arguments}.UnixSeconds({_path})",
        TimeForm.UnixMilliseconds when TypeForm.IsMoment(Type) => $"{Arguments}.UnixMilliseconds({_path})",
        _ => null,
    };

    /// <summary>Text with its placeholders formatted into it, the same in every culture.</summary>
    private string Text()
    {
        if (Bound.Token.Literal is { } literal)
        {
            return SymbolDisplay.FormatLiteral(literal, quote: true);
        }

        var text = new StringBuilder("$\"");
        var hasNumber = false;
        foreach (var part in Bound.Token.Parts)
        {
            if (part.Placeholder is not { } placeholder)
            {
                var escaped = SymbolDisplay.FormatLiteral(part.Literal ?? "", quote: true);
                text.Append(escaped.Substring(1, escaped.Length - 2).Replace("{", "{{").Replace("}", "}}"));
                continue;
            }

            var type = PlaceholderType.Find(_method, placeholder);
            var path = Path(placeholder) + (Bound.Token.Group >= 0 && type is not null && TypeForm.IsNullableStruct(type) ? ".Value" : "");
            var isNumber = WritesIntoText && type is not null && TypeForm.IsWholeNumber(type);
            hasNumber |= isNumber;

            // In parentheses, as a colon would begin a format.
            text.Append("{(").Append(isNumber ? path : $"{Arguments}.Text({path})").Append(")}");
        }

        text.Append('"');

        // A number is written into the text itself, with no text of its own in between.
        return hasNumber
            ? $"global::System.String.Create(global::System.Globalization.CultureInfo.InvariantCulture, {text})"
            : text.ToString();
    }

    private string? InsideText(ITypeSymbol type) =>
        !TypeForm.IsNative(type) || TypeForm.IsBytes(type) ? $"is of type '{type.ToDisplayString()}', which has no text to stand inside other text; make it a token of its own, or give one of its members"
        : IsMissing(type) ? MayBeMissing
        : null;

    private const string MayBeMissing = "may be null, and the command cannot do without it; make its type non-nullable, or put its part of the command into square brackets";

    private const string MissingElement = "which may be null, and no argument is; make its type non-nullable, and leave out what is missing";

    private bool IsMissing(ITypeSymbol type) => Bound.Token.Group < 0 && TypeForm.MayBeNull(type);

    private string? Problem(ITypeSymbol type)
    {
        if (IsMissing(type))
        {
            return MayBeMissing;
        }

        if (Bound.Role == TokenRole.Groups)
        {
            var expected = Math.Max(2, GroupParts.Count);
            return TypeForm.PartsOf(type) is { } parts && parts.Count == expected ? ProblemOfParts(Ordered(parts))
                : expected == 2 ? $"is of type '{type.ToDisplayString()}', where pairs are expected: pass a dictionary, or a collection of pairs"
                : $"is of type '{type.ToDisplayString()}', where groups of {expected} are expected: pass a collection of tuples ({string.Join(", ", GroupParts.Select(static part => part.Name))})";
        }

        if (Bound.Role == TokenRole.Keyword)
        {
            return null;
        }

        if (Element is not null && TypeForm.MayBeNull(Element))
        {
            return $"holds '{Element.ToDisplayString()}', {MissingElement}";
        }

        var kind = Bound.IsKey ? ArgumentKind.Key : Bound.Argument?.Kind;
        return Fits(Element ?? TypeForm.Underlying(type), kind) ? null
            : $"is of type '{type.ToDisplayString()}', which cannot be the '{Bound.Argument?.Name ?? "argument"}' of {Expected(kind)}";
    }

    private string? ProblemOfParts(IReadOnlyList<(string Member, ITypeSymbol Type)> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (TypeForm.MayBeNull(parts[i].Type))
            {
                return $"holds '{parts[i].Type.ToDisplayString()}', {MissingElement}";
            }

            if (!Fits(parts[i].Type, PartKind(i)))
            {
                return $"holds '{parts[i].Type.ToDisplayString()}', which cannot be the '{GroupParts[i].Name}' of {Expected(PartKind(i))}";
            }
        }

        return null;
    }

    private bool Fits(ITypeSymbol type, ArgumentKind? kind)
    {
        var isText = type.SpecialType == SpecialType.System_String || TypeForm.FullName(type) == "StackExchange.Redis.RedisValue";
        return kind switch
        {
            ArgumentKind.Key or ArgumentKind.Pattern => TypeForm.IsNative(type) && type.SpecialType != SpecialType.System_Boolean,
            ArgumentKind.WholeNumber or ArgumentKind.UnixTime => isText || TypeForm.IsWholeNumber(type)
                || (TypeForm.IsTimeSpan(type) && Bound.Time is TimeForm.Seconds or TimeForm.Milliseconds)
                || (TypeForm.IsMoment(type) && Bound.Time is TimeForm.UnixSeconds or TimeForm.UnixMilliseconds),
            ArgumentKind.Number => isText || TypeForm.IsNumber(type),
            ArgumentKind.Choice => isText || type.TypeKind == TypeKind.Enum || TypeForm.IsNumber(type),
            _ => true,
        };
    }

    private string Expected(ArgumentKind? kind) => (kind, Bound.Time) switch
    {
        (_, TimeForm.Seconds or TimeForm.Milliseconds) => "a command that expects a duration: pass a TimeSpan or a whole number",
        (_, TimeForm.UnixSeconds or TimeForm.UnixMilliseconds) => "a command that expects a moment: pass a DateTimeOffset or a whole number",
        (ArgumentKind.Key, _) => "a command: pass a string, a number, a Guid, bytes or a RedisKey",
        (ArgumentKind.Choice, _) => "a command that expects one of a few words: pass an enum or a string",
        (ArgumentKind.WholeNumber, _) => "a command that expects a whole number",
        _ => "a command that expects a number",
    };
}
