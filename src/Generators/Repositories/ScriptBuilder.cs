using Microsoft.CodeAnalysis;
using RedisSafety.Commands;
using RedisSafety.Commands.Templates;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Generators.Repositories;

/// <summary>Writes the call of a Lua script, its keys and arguments as <c>redis-cli --eval</c> takes them: <c>key … , argument …</c>.</summary>
internal sealed class ScriptBuilder(CallContext context, CommandTemplate template)
{
    /// <summary>Where the script's text goes in <see cref="RepositoryCall.Send"/>.</summary>
    public const string Text = "{script}";

    /// <summary>Keys and arguments by the types of the parameters, for a script without a template.</summary>
    public static CommandTemplate TemplateOf(IMethodSymbol method, string? token)
    {
        var parameters = method.Parameters
            .Where(parameter => parameter.Name != token)
            .Where(parameter => parameter.Ordinal < method.Parameters.Length - 1 || !parameter.Type.Is("System.Threading.CancellationToken"))
            .ToLookup(IsKey);
        return CommandTemplate.Parse($"{Placeholders(parameters[true])} , {Placeholders(parameters[false])}");
    }

    /// <summary>The call, or null where a problem was found and added.</summary>
    public RepositoryCall? Build()
    {
        var command = context.Settings.IsReplica ? "EVALSHA_RO" : "EVALSHA";
        var tokens = ScriptArguments.Bind(template);
        var arguments = new CommandArguments(context.Method, template, tokens, context.Router);
        var token = new OnceTokenParameter(context);
        context.Problems.AddRange(arguments.Problems());
        context.Problems.AddRange(token.Problems("The script", arguments.HasKey && !context.Settings.IsReplica));
        if (context.Problems.Count > 0)
        {
            return null;
        }

        var reply = new ReplyBuilder(command, context.Method, context.Result, TypedReply.Raw);
        var line = context.Local("line");
        var state = new CallState(
            CommandArguments.CommandLine,
            arguments.Statements(line, subcommand: null, reply.NeedsSerializer) + token.Statement(line),
            line,
            $"state.{(context.Settings.IsReplica ? "EvaluateReadOnlyAsync" : "EvaluateAsync")}(database, {Text}, flags)",
            arguments.HasKey ? "state.Key" : null,
            arguments.HasManyKeys ? "state.Keys()" : null,
            "state.Serializer");
        if (reply.Read("reply", state.KeyOrDefault, state.Serializer) is { } read)
        {
            // Only its author knows what a script does a second time, unless a token keeps it from running again.
            var category = context.Settings.IsReplica ? RetryCategory.ReadOnly
                : context.Settings.OncePer is null ? RetryCategory.WriteAccumulating
                : RetryCategory.WriteLastWins;
            return context.Call(command, new Repetition(category, RepeatedReply.Same), state, reply.ReplyType, read);
        }

        context.Problems.Add(Problem.At(RepositoryDescriptors.TypeCannotTravel, context.Method, reply.Problem));
        return null;
    }

    private static bool IsKey(IParameterSymbol parameter) =>
        (TypeForm.ElementOf(parameter.Type) ?? parameter.Type).Is("StackExchange.Redis.RedisKey");

    private static string Placeholders(IEnumerable<IParameterSymbol> parameters) =>
        string.Join(" ", parameters.Select(static parameter => "{" + parameter.Name + "}"));
}
