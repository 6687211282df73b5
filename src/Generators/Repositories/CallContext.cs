using Microsoft.CodeAnalysis;
using RedisSafety.Commands;

namespace RedisSafety.Generators.Repositories;

/// <summary>What every form of call needs to know of its method.</summary>
/// <param name="Method">The method.</param>
/// <param name="Router">The router, as an expression.</param>
/// <param name="Result">What the caller gets; null for nothing.</param>
/// <param name="Shape">How the method gives its result.</param>
/// <param name="Settings">What the attribute says.</param>
/// <param name="Promise">How old the answer may be.</param>
/// <param name="Problems">What keeps the call from being written.</param>
internal sealed record CallContext(
    IMethodSymbol Method,
    string Router,
    ITypeSymbol? Result,
    ReturnShape Shape,
    RouteSettings Settings,
    ReadPromise Promise,
    List<Problem> Problems)
{
    /// <summary>What a message lists where a type cannot be an argument.</summary>
    public const string ArgumentTypes =
        "pass a string, a number, bool, Guid, a date or time, TimeSpan, an enum, bytes, a RedisKey or RedisValue, a class that the serializer knows, or a collection of these";

    /// <summary>The parameter that cancels the call; null where there is none.</summary>
    public IParameterSymbol? CancellationToken =>
        Method.Parameters.LastOrDefault() is { } last && last.Type.Is("System.Threading.CancellationToken") ? last : null;

    /// <summary>A name that neither a parameter nor the router has.</summary>
    public string Local(string name)
    {
        while (name == Router || Method.Parameters.Any(parameter => parameter.Name == name))
        {
            name += "_";
        }

        return name;
    }

    /// <summary>The caller gets the reply, and that of a repeated attempt will not do.</summary>
    public bool UsesReply => Result is not null && !RepeatedReplies.AreAllowed(Method, Settings);

    /// <summary>The call, its parts put together.</summary>
    public RepositoryCall Call(string command, Repetition repetition, CallState state, string replyType, string read) => new(
        Router,
        command,
        Settings.IsReplica ? "Replica" : "Primary",
        "CommandRetry" + repetition.CategoryFor(UsesReply),
        repetition.Reply != RepeatedReply.Same && repetition.CategoryFor(UsesReply) != repetition.Category,
        Promise,
        state.Type,
        state.Preparation,
        state.Value,
        replyType,
        state.Send,
        Result is null ? "bool" : RepositoryParser.Name(Result),
        read,
        state.Key,
        state.Keys,
        CancellationToken is { } token ? RepositoryParser.Identifier(token.Name) : null,
        Result is null,
        Shape);
}
