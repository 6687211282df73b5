using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>Writes the call of a method: by a method of StackExchange.Redis where one sends this very form, else by the command's text.</summary>
internal sealed class CallBuilder(IMethodSymbol method, TemplateBinding binding, string router, ITypeSymbol? result, List<Problem> problems)
{
    /// <summary>What a message lists where a type cannot be an argument.</summary>
    public const string ArgumentTypes =
        "pass a string, a number, bool, Guid, a date or time, TimeSpan, an enum, bytes, a RedisKey or RedisValue, a class that the serializer knows, or a collection of these";

    private const string Redis = "global::StackExchange.Redis.";
    private const string Replies = "global::RedisSafety.CodeGeneration.RedisReplies";
    private const string CommandLine = "global::RedisSafety.CodeGeneration.RedisCommandLine";

    private readonly CallArgument[] _arguments =
        [.. binding.Tokens.Where(static token => token.Role != TokenRole.Name).Select(token => new CallArgument(method, token, router))];

    private string CommandName => binding.Command!.Name;

    /// <summary>The call, or null where a problem was found and added.</summary>
    public RepositoryCall? Build(string route, string? consistency, bool isValueTask)
    {
        problems.AddRange(_arguments.Select(static argument => argument.Problem()).OfType<Problem>());
        CheckOptionalGroups();
        if (problems.Count > 0)
        {
            return null;
        }

        var typed = result is not null && TypeForm.IsResult(result) ? null : TypedMethod.Of(CommandName).FirstOrDefault(Fits);
        var key = _arguments.FirstOrDefault(static argument => argument.Bound.IsKey);
        var hasManyKeys = _arguments.Count(static argument => argument.Bound.IsKey) > 1 || key?.Element is not null
            || _arguments.Any(static argument => argument.Bound is { Role: TokenRole.Groups, Argument.Children: [{ Kind: Commands.ArgumentKind.Key }, ..] });
        var needsSerializer = result is not null && NeedsSerializer(result, typed?.Reply ?? TypedReply.Raw);

        var state = typed is null ? StateOfCommandLine(needsSerializer) : StateOfMethod(typed, needsSerializer);
        var read = Read(typed?.Reply ?? TypedReply.Raw, state.KeyOrDefault, needsSerializer ? state.Serializer : null);
        if (read is null)
        {
            problems.Add(Problem.At(
                RepositoryDescriptors.TypeCannotTravel,
                method,
                $"The reply of {CommandName} cannot be a '{result!.ToDisplayString()}'; {ReplyTypes(typed!.Reply)}"));
            return null;
        }

        return new RepositoryCall(
            CommandName,
            route,
            "CommandRetry" + binding.RetryCategory switch
            {
                Commands.RetryCategory.ReadOnly => "ReadOnly",
                Commands.RetryCategory.WriteChecked => "WriteChecked",
                Commands.RetryCategory.WriteLastWins => "WriteLastWins",
                Commands.RetryCategory.WriteAccumulating => "WriteAccumulating",
                _ => "Never",
            },
            consistency,
            state.Type,
            state.Preparation,
            state.Value,
            ReplyTypeName(typed?.Reply ?? TypedReply.Raw),
            state.Send,
            result is null ? "bool" : RepositoryParser.Name(result),
            read,
            state.Key,
            typed is null && hasManyKeys ? "state.Keys()" : state.Keys,
            method.Parameters.LastOrDefault() is { } last && last.Type.Is("System.Threading.CancellationToken") ? RepositoryParser.Identifier(last.Name) : null,
            result is null,
            isValueTask);
    }

    private void CheckOptionalGroups()
    {
        for (var i = 0; i < binding.Template.Groups.Count; i++)
        {
            var group = binding.Template.Groups[i];
            if (!Placeholders(i).Any(placeholder => PlaceholderType.Find(method, placeholder) is not { } type || TypeForm.MayBeNull(type)))
            {
                problems.Add(Problem.InTemplate(
                    RepositoryDescriptors.TypeCannotTravel,
                    group.Start,
                    group.Length,
                    suggestion: null,
                    "An optional part is left out where one of its parameters is null, and none of these can be; make one nullable, or remove the brackets"));
            }
        }
    }

    private IEnumerable<TemplatePlaceholder> Placeholders(int group) => binding.Template.Tokens
        .Where(token => token.Group == group)
        .SelectMany(static token => token.Parts)
        .Select(static part => part.Placeholder)
        .OfType<TemplatePlaceholder>();

    private bool Fits(TypedMethod typed)
    {
        var forms = typed.Form.Split(' ');
        return forms.Length == _arguments.Length
            && binding.Template.Groups.Count == 0
            && forms.Zip(_arguments, Fits).All(static fits => fits)
            && (typed.Reply != TypedReply.TimeSpan || (result is not null && TypeForm.IsNullableStruct(result) && TypeForm.IsTimeSpan(result)));
    }

    private static bool Fits(string form, CallArgument argument) => form switch
    {
        "k" => argument.Bound.IsKey && argument.Element is null,
        "v" => argument is { Element: null, Word: null, Bound.IsKey: false } && argument.Bound.Role == TokenRole.Value,
        "n" => argument.WholeNumber() is not null,
        "d" => argument.Number() is not null,
        "t" => argument.Duration() is not null,
        "K" => argument.Bound.IsKey && argument.Element is not null,
        "V" => argument is { Element: not null, Bound.IsKey: false } && argument.Bound.Role == TokenRole.Value,
        _ => string.Equals(argument.Word, form, StringComparison.OrdinalIgnoreCase),
    };

    private CallState StateOfMethod(TypedMethod typed, bool needsSerializer)
    {
        var elements = new List<(string Type, string Name, string Value)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? key = null;
        var hasKeys = false;
        foreach (var (form, argument) in typed.Form.Split(' ').Zip(_arguments, static (form, argument) => (form, argument)))
        {
            if (argument.Word is not null)
            {
                continue;
            }

            var (type, value) = form switch
            {
                "k" => (Redis + "RedisKey", argument.Key()),
                "n" => ("long", argument.WholeNumber()!),
                "d" => ("double", argument.Number()!),
                "t" => ("global::System.TimeSpan", argument.Duration()!),
                "K" => (Redis + "RedisKey[]", argument.Many(keys: true)),
                "V" => (Redis + "RedisValue[]", argument.Many(keys: false)),
                _ => (Redis + "RedisValue", argument.Value()),
            };
            var name = Unique(Pascal(argument.Bound.Argument?.Name ?? "value"), names);
            hasKeys |= form == "K";
            key ??= form is "k" or "K" ? name : null;
            elements.Add((type, name, value));
        }

        if (needsSerializer)
        {
            elements.Add(("global::RedisSafety.IRedisSerializer", Unique("Serializer", names), router + ".Serializer"));
        }

        string Access(string name) => elements.Count == 1 ? "state" : "state." + name;
        var call = elements.Select(static (element, index) => (element.Name, index))
            .Aggregate(typed.Call, (text, element) => text.Replace($"{{{element.index}}}", Access(element.Name)));
        var first = key is null ? null : hasKeys ? Access(key) + "[0]" : Access(key);
        return new CallState(
            elements.Count == 1 ? elements[0].Type : $"({string.Join(", ", elements.Select(static element => $"{element.Type} {element.Name}"))})",
            Preparation: "",
            elements.Count == 1 ? elements[0].Value : $"({string.Join(", ", elements.Select(static element => element.Value))})",
            $"database.{call}",
            first,
            hasKeys ? Access(key!) : null,
            "state.Serializer");
    }

    private CallState StateOfCommandLine(bool needsSerializer)
    {
        var line = "line";
        while (method.Parameters.Any(parameter => parameter.Name == line))
        {
            line += "_";
        }

        var words = CommandName.Split(' ');
        var text = new StringBuilder();
        text.Append($"var {line} = new {CommandLine}({_arguments.Length + words.Length - 1})");
        text.Append(needsSerializer ? $" {{ Serializer = {router}.Serializer }}" : "").Append(";\n");
        if (words.Length > 1)
        {
            text.Append($"{line}.Word({SymbolDisplay.FormatLiteral(words[1], quote: true)});\n");
        }

        for (var i = 0; i < _arguments.Length; i++)
        {
            var group = _arguments[i].Bound.Token.Group;
            if (group < 0)
            {
                text.Append(line).Append(_arguments[i].Append()).Append(";\n");
                continue;
            }

            var conditions = Placeholders(group)
                .Where(placeholder => PlaceholderType.Find(method, placeholder) is { } type && TypeForm.MayBeNull(type))
                .Select(static placeholder => $"{CallArgument.Path(placeholder)} is not null")
                .Distinct();
            text.Append($"if ({string.Join(" && ", conditions)})\n{{\n");
            for (; i < _arguments.Length && _arguments[i].Bound.Token.Group == group; i++)
            {
                text.Append("    ").Append(line).Append(_arguments[i].Append()).Append(";\n");
            }

            i--;
            text.Append("}\n");
        }

        var hasKey = binding.Tokens.Any(static token => token.IsKey || token is { Role: TokenRole.Groups, Argument.Children: [{ Kind: Commands.ArgumentKind.Key }, ..] });
        return new CallState(
            CommandLine,
            text.ToString(),
            line,
            $"state.SendAsync(database, {SymbolDisplay.FormatLiteral(words[0], quote: true)}, flags)",
            hasKey ? "state.Key" : null,
            Keys: null,
            "state.Serializer");
    }

    private static bool NeedsSerializer(ITypeSymbol type, TypedReply reply) =>
        !TypeForm.IsNative(type) && !TypeForm.IsResult(type)
        && (IsSingle(reply) || !IsCollection(type)
            ? reply is TypedReply.Value or TypedReply.Raw
            : type switch
            {
                _ when TypeForm.IsDictionaryResult(type) => !TypeForm.IsNative(((INamedTypeSymbol)type).TypeArguments[1]),
                _ => TypeForm.ElementOf(type) is { } element && !TypeForm.IsNative(element),
            });

    private static bool IsSingle(TypedReply reply) => reply is not (TypedReply.Values or TypedReply.Hash or TypedReply.Scores or TypedReply.Raw);

    private static bool IsCollection(ITypeSymbol type) => !TypeForm.IsNative(type)
        && (type is IArrayTypeSymbol { Rank: 1 } || TypeForm.IsDictionaryResult(type) || TypeForm.IsListResult(type) || TypeForm.IsSetResult(type));

    private string? Read(TypedReply reply, string key, string? serializer)
    {
        if (result is null)
        {
            return "true";
        }

        if (TypeForm.IsResult(result) || IsTheReplyItself(reply))
        {
            return "reply";
        }

        var context = $"\"{CommandName}\", {key}";
        var last = serializer is null ? "" : ", " + serializer;
        if (IsSingle(reply) || !IsCollection(result))
        {
            // A dictionary or list in a single value is JSON; from a number or a set of values, no class can be made.
            if (!IsSingle(reply) && reply != TypedReply.Raw)
            {
                return null;
            }

            if (serializer is null && !TypeForm.IsNative(result))
            {
                return null;
            }

            var value = reply switch
            {
                TypedReply.Raw => $"{Replies}.Value(reply, {context})",
                TypedReply.Value => "reply",
                TypedReply.TimeSpan => null,
                _ => $"({Redis}RedisValue)reply",
            };
            return value is null ? null : TypeForm.MayBeNull(result)
                ? $"{Replies}.Optional<{RepositoryParser.Name(result.WithNullableAnnotation(TypeForm.IsNullableStruct(result) ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated))}>({value}, {context}{last})"
                : $"{Replies}.Required<{RepositoryParser.Name(result)}>({value}, {context}{last})";
        }

        if (TypeForm.IsDictionaryResult(result))
        {
            var types = ((INamedTypeSymbol)result).TypeArguments;
            var pairs = reply switch
            {
                TypedReply.Raw => $"{Replies}.Pairs(reply, {context})",
                TypedReply.Hash or TypedReply.Scores => $"{Replies}.Pairs(reply)",
                _ => null,
            };
            return pairs is null || !TypeForm.IsNative(types[0])
                ? null
                : $"{Replies}.Dictionary<{RepositoryParser.Name(types[0])}, {RepositoryParser.Name(types[1])}>({pairs}, {context}{last})";
        }

        var values = reply switch
        {
            TypedReply.Raw => $"{Replies}.Values(reply, {context})",
            TypedReply.Values => "reply",
            _ => null,
        };
        var element = TypeForm.ElementOf(result)!;
        var form = result is IArrayTypeSymbol ? "Array" : TypeForm.IsSetResult(result) ? "HashSet" : "List";
        return values is null ? null
            : $"{Replies}.{form}<{RepositoryParser.Name(element)}>({values}, {context}{last}{(TypeForm.MayBeNull(element) ? ", mayBeMissing: true" : "")})";
    }

    private bool IsTheReplyItself(TypedReply reply) => RepositoryParser.Name(result!) == ReplyTypeName(reply);

    private static string ReplyTypeName(TypedReply reply) => reply switch
    {
        TypedReply.Value => Redis + "RedisValue",
        TypedReply.Boolean => "bool",
        TypedReply.Int64 => "long",
        TypedReply.NullableInt64 => "long?",
        TypedReply.Double => "double",
        TypedReply.NullableDouble => "double?",
        TypedReply.TimeSpan => "global::System.TimeSpan?",
        TypedReply.Values => Redis + "RedisValue[]",
        TypedReply.Hash => Redis + "HashEntry[]",
        TypedReply.Scores => Redis + "SortedSetEntry[]",
        _ => Redis + "RedisResult",
    };

    private static string ReplyTypes(TypedReply reply) => reply switch
    {
        TypedReply.Boolean => "it answers yes or no: return bool or a number",
        TypedReply.Int64 or TypedReply.NullableInt64 => "it answers a whole number: return long, int or their nullable forms",
        TypedReply.Double or TypedReply.NullableDouble => "it answers a number: return double or double?",
        TypedReply.Values => "it answers several values: return an array, a list or a set",
        TypedReply.Hash => "it answers fields and values: return a dictionary, or HashEntry[]",
        TypedReply.Scores => "it answers members and scores: return a dictionary, or SortedSetEntry[]",
        TypedReply.TimeSpan => "it answers a duration: return TimeSpan?",
        _ => "return a string, a number, bool, Guid, a date or time, an enum, bytes, RedisValue or a class that the serializer knows",
    };

    private static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (var word in name.Split(['-', '_', ' ', '/', '.'], StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append(char.ToUpperInvariant(word[0])).Append(word, 1, word.Length - 1);
        }

        return text.Length > 0 && SyntaxFacts.IsValidIdentifier(text.ToString()) ? text.ToString() : "Value";
    }

    private static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var i = 2; !names.Add(unique); i++)
        {
            unique = name + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return unique;
    }
}
