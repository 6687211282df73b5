using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>Writes the call of several commands that run as one transaction.</summary>
internal sealed class TransactionBuilder(CallContext context, IReadOnlyList<TemplateBinding> bindings)
{
    private const string Transaction = "global::RedisSafety.CodeGeneration.RedisTransactionLines";

    private readonly CommandArguments[] _arguments =
        [.. bindings.Select(binding => new CommandArguments(context.Method, binding.Template, binding.Tokens, context.Router))];

    private readonly OnceTokenParameter _token = new(context);

    /// <summary>The call, or null where a problem was found and added.</summary>
    public RepositoryCall? Build()
    {
        for (var i = 0; i < bindings.Count; i++)
        {
            context.Problems.AddRange(_arguments[i].Problems().Select(problem => problem.In(i)));
        }

        var hasKey = _arguments.Any(static arguments => arguments.HasKey);
        context.Problems.AddRange(_token.Problems("The transaction", hasKey && bindings.Any(static binding => binding.Command!.IsWrite)));
        if (context.Problems.Count > 0)
        {
            return null;
        }

        var replies = Replies();
        var read = Read(replies, hasKey ? "state.Key" : "default");
        return read is null ? null : context.Call(
            string.Join(" + ", bindings.Select(static binding => binding.Command!.Name)),
            context.Settings.OncePer is null
                ? RepeatedReplies.Of(context.Method, bindings, context.Result)
                : new Repetition(RetryCategory.WriteLastWins, RepeatedReply.Same),
            State(hasKey, replies.Any(static reply => reply.Reply.NeedsSerializer)),
            "global::StackExchange.Redis.RedisResult[]",
            read);
    }

    private CallState State(bool hasKey, bool needsSerializer)
    {
        var statements = new StringBuilder();
        var lines = context.Local("lines");
        var value = new StringBuilder($"{Transaction} {lines} = new()");
        value.Append(needsSerializer ? $" {{ Serializer = {context.Router}.Serializer }}" : "").Append(";\n");
        for (var i = 0; i < bindings.Count; i++)
        {
            var line = context.Local("line" + (i + 1).ToString(CultureInfo.InvariantCulture));
            var words = bindings[i].Command!.Name.Split(' ');
            statements.Append(_arguments[i].Statements(line, words.Length > 1 ? words[1] : null, needsSerializer: false));
            value.Append($"{lines}.Add({SymbolDisplay.FormatLiteral(words[0], quote: true)}, {line});\n");
        }

        var severalKeys = _arguments.Count(static arguments => arguments.HasKey) > 1 || _arguments.Any(static arguments => arguments.HasManyKeys);
        return new CallState(
            Transaction,
            statements.Append(value).Append(_token.Statement(lines)).ToString(),
            lines,
            "state.SendAsync(database, flags)",
            hasKey ? "state.Key" : null,
            severalKeys ? "state.Keys()" : null,
            "state.Serializer");
    }

    /// <summary>What each part of the result is made of: a reply a part of a tuple, or the last reply.</summary>
    private (int Index, ReplyBuilder Reply)[] Replies()
    {
        if (context.Result is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Length == bindings.Count)
        {
            return [.. tuple.TupleElements.Select((element, index) => (index, Of(index, element.Type)))];
        }

        if (context.Result is INamedTypeSymbol { IsTupleType: true, TupleElements.Length: > 1 } other && bindings[bindings.Count - 1].Command!.ReplyShape != ReplyShape.Unknown)
        {
            context.Problems.Add(Problem.At(
                RepositoryDescriptors.TypeCannotTravel,
                context.Method,
                $"The transaction has {bindings.Count} commands and so {bindings.Count} replies, and '{other.ToDisplayString()}' has {other.TupleElements.Length} elements; return a tuple of {bindings.Count}, or the type of the last reply"));
        }

        return [(bindings.Count - 1, Of(bindings.Count - 1, context.Result))];
    }

    private ReplyBuilder Of(int index, ITypeSymbol? type) => new(bindings[index].Command!.Name, context.Method, type, TypedReply.Raw);

    private string? Read((int Index, ReplyBuilder Reply)[] replies, string key)
    {
        var reads = new List<string>();
        foreach (var (index, reply) in replies)
        {
            if (reply.Read($"reply[{index.ToString(CultureInfo.InvariantCulture)}]", key, "state.Serializer") is not { } read)
            {
                if (context.Problems.Count == 0)
                {
                    context.Problems.Add(Problem.At(RepositoryDescriptors.TypeCannotTravel, context.Method, reply.Problem));
                }

                return null;
            }

            reads.Add(read);
        }

        return reads.Count == 1 ? reads[0] : $"({string.Join(", ", reads)})";
    }
}
