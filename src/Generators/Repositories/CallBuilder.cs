using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>Writes the call of one command: by a method of StackExchange.Redis where one sends this very form, else by the command's text.</summary>
internal sealed class CallBuilder(CallContext context, TemplateBinding binding)
{
    private const string Redis = "global::StackExchange.Redis.";

    private readonly CommandArguments _arguments = new(context.Method, binding.Template, binding.Tokens, context.Router);

    private readonly OnceTokenParameter _token = new(context);

    private string CommandName => binding.Command!.Name;

    /// <summary>The call, or null where a problem was found and added.</summary>
    public RepositoryCall? Build()
    {
        context.Problems.AddRange(_arguments.Problems());
        context.Problems.AddRange(_token.Problems(CommandName, _arguments.HasKey && binding.Command!.IsWrite));
        if (context.Problems.Count > 0)
        {
            return null;
        }

        var typed = context.Settings.OncePer is not null || (context.Result is not null && TypeForm.IsResult(context.Result)) ? null : TypedMethod.Of(CommandName).FirstOrDefault(Fits);
        var reply = new ReplyBuilder(CommandName, context.Method, context.Result, typed?.Reply ?? TypedReply.Raw);
        var state = typed is null ? StateOfCommandLine(reply.NeedsSerializer) : StateOfMethod(typed, reply.NeedsSerializer);
        if (reply.Read("reply", state.KeyOrDefault, state.Serializer) is { } read)
        {
            return context.Call(CommandName, Repetition, state, reply.ReplyType, read);
        }

        context.Problems.Add(Problem.At(RepositoryDescriptors.TypeCannotTravel, context.Method, reply.Problem));
        return null;
    }

    /// <summary>With a token, a repetition changes nothing, whatever the command.</summary>
    private Repetition Repetition => context.Settings.OncePer is null
        ? RepeatedReplies.Of(context.Method, binding)
        : new Repetition(RetryCategory.WriteLastWins, RepeatedReply.Same);

    private bool Fits(TypedMethod typed)
    {
        var forms = typed.Form.Split(' ');
        return forms.Length == _arguments.All.Count
            && binding.Template.Groups.Count == 0
            && forms.Zip(_arguments.All, Fits).All(static fits => fits)
            && (typed.Reply != TypedReply.TimeSpan || (context.Result is not null && TypeForm.IsNullableStruct(context.Result) && TypeForm.IsTimeSpan(context.Result)));
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
        foreach (var (form, argument) in typed.Form.Split(' ').Zip(_arguments.All, static (form, argument) => (form, argument)))
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
            elements.Add(("global::RedisSafety.IRedisSerializer", Unique("Serializer", names), context.Router + ".Serializer"));
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
        var line = context.Local("line");
        var words = CommandName.Split(' ');
        return new CallState(
            CommandArguments.CommandLine,
            _arguments.Statements(line, words.Length > 1 ? words[1] : null, needsSerializer) + _token.Statement(line),
            line,
            $"state.SendAsync(database, {SymbolDisplay.FormatLiteral(words[0], quote: true)}, flags)",
            _arguments.HasKey ? "state.Key" : null,
            _arguments.HasManyKeys ? "state.Keys()" : null,
            "state.Serializer");
    }

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
