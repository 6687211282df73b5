using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>Writes the call of a command that is asked again with the cursor of its reply.</summary>
internal sealed class EnumerationBuilder(CallContext context, TemplateBinding binding)
{
    private const string Scan = "global::RedisSafety.CodeGeneration.RedisScan";
    private const string Commands = "SCAN, HSCAN, SSCAN and ZSCAN";

    private readonly CommandArguments _arguments = new(context.Method, binding.Template, binding.Tokens, context.Router);

    private string CommandName => binding.Command!.Name;

    /// <summary>The call, or null where a problem was found and added.</summary>
    public RepositoryCall? Build()
    {
        context.Problems.AddRange(_arguments.Problems());
        if (CommandName is not ("SCAN" or "HSCAN" or "SSCAN" or "ZSCAN"))
        {
            context.Problems.Add(Problem.At(
                RepositoryDescriptors.TypeCannotTravel,
                context.Method,
                $"{CommandName} answers at once: return Task<List<{context.Result!.ToDisplayString()}>>; {Commands} are enumerated"));
            return null;
        }

        var position = CommandName == "SCAN" ? 0 : 1;
        if (_arguments.All.Count > position && _arguments.All[position].Bound.Token is { Literal: not "0" } cursor)
        {
            context.Problems.Add(Problem.InTemplate(
                RepositoryDescriptors.WrongArguments, cursor.Start, cursor.Length, "0", $"The enumeration follows {CommandName}'s cursor itself, from the beginning: write 0"));
        }

        if (context.Problems.Count > 0)
        {
            return null;
        }

        var hasPairs = CommandName == "ZSCAN" || (CommandName == "HSCAN" && !_arguments.All.Any(static argument => string.Equals(argument.Word, "NOVALUES", StringComparison.OrdinalIgnoreCase)));
        var reply = new ReplyBuilder(CommandName, context.Method, context.Result, TypedReply.Raw, hasPairs ? ReplyElements.Pairs : ReplyElements.Values);
        if (reply.Read("state.Page(reply)", "state.Key", "state.Serializer") is not { } read)
        {
            context.Problems.Add(Problem.At(RepositoryDescriptors.TypeCannotTravel, context.Method, reply.Problem));
            return null;
        }

        var line = context.Local("line");
        var state = new CallState(
            Scan,
            _arguments.Statements(line, subcommand: null, reply.NeedsSerializer),
            $"new {Scan}({SymbolDisplay.FormatLiteral(CommandName, quote: true)}, {line}, {position.ToString(CultureInfo.InvariantCulture)})",
            "state.SendAsync(database, flags)",
            "state.Key",
            Keys: null,
            "state.Serializer");
        return context.Call(CommandName, RepeatedReplies.Of(context.Method, binding), state, reply.ReplyType, read) with { ResultType = RepositoryParser.Name(context.Result!) + "[]" };
    }
}
