using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>The method that a partial method without a template calls: of the same name, with a leading <c>IDatabaseAsync</c>.</summary>
internal sealed class BodyMethod(IMethodSymbol method, IMethodSymbol body)
{
    private const string Database = "global::RedisSafety.CodeGeneration.RedisBodies.Database";

    /// <summary>The body of a method; null where it has none.</summary>
    public static BodyMethod? Find(IMethodSymbol method) => method.ContainingType.GetMembers(method.Name)
        .OfType<IMethodSymbol>()
        .Where(candidate => IsBodyOf(candidate, method))
        .Select(candidate => new BodyMethod(method, candidate))
        .FirstOrDefault();

    /// <summary>The expression that calls it.</summary>
    public string Call(string router, bool isReplica, ReadPromise promise, bool allowRepeatedReply)
    {
        var settings = Setting("consistency", promise.Consistency) + Setting("maxStaleness", promise.MaxStaleness) + Setting("replicaWait", promise.ReplicaWait);
        var token = method.Parameters.LastOrDefault() is { } last && last.Type.Is("System.Threading.CancellationToken")
            ? $", cancellationToken: {RepositoryParser.Identifier(last.Name)}"
            : "";
        var database = $"{Database}({router}, global::RedisSafety.RedisRoute.{(isReplica ? "Replica" : "Primary")}{settings}{token}{(allowRepeatedReply ? ", allowRepeatedReply: true" : "")})";
        var types = body.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", method.TypeParameters.Select(static parameter => RepositoryParser.Identifier(parameter.Name)))}>";
        return $"{RepositoryParser.Identifier(body.Name)}{types}({string.Join(", ", new[] { database }.Concat(method.Parameters.Select(Argument)))})";
    }

    private static bool IsBodyOf(IMethodSymbol candidate, IMethodSymbol method) =>
        candidate.Parameters.Length == method.Parameters.Length + 1
        && candidate.TypeParameters.Length == method.TypeParameters.Length
        && candidate.Parameters[0].Type.Is("StackExchange.Redis.IDatabaseAsync")
        && candidate.Parameters[0].RefKind == RefKind.None
        && RepositoryParser.Name(candidate.ReturnType) == RepositoryParser.Name(method.ReturnType)
        && method.Parameters.Zip(candidate.Parameters.Skip(1), static (first, second) => (First: first, Second: second))
            .All(static pair => RepositoryParser.Name(pair.First.Type) == RepositoryParser.Name(pair.Second.Type) && pair.First.RefKind == pair.Second.RefKind);

    private static string Setting(string name, string? value) => value is null ? "" : $", {name}: {value}";

    private static string Argument(IParameterSymbol parameter) => (parameter.RefKind switch
    {
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.In or RefKind.RefReadOnlyParameter => "in ",
        _ => "",
    }) + RepositoryParser.Identifier(parameter.Name);
}
