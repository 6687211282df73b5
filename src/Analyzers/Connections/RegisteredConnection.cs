using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Connections;

/// <summary>Finds the writes of types that get a connection from the container, where one call opens it for all of them.</summary>
internal sealed class RegisteredConnection(KnownSymbols symbols)
{
    /// <summary>A write through what a registration of the opened connection gives out; null where there is none, or it is not the only one.</summary>
    public IInvocationOperation? WriteThrough(IInvocationOperation open)
    {
        if (Registration(open) is not { } registration || Service(registration) is not { } service)
        {
            return null;
        }

        // The last registration of a service wins.
        var key = Key(registration);
        var same = symbols.Code.CallsNamed(registration.TargetMethod.Name)
            .Count(other => SymbolEqualityComparer.Default.Equals(Service(other), service) && Equals(Key(other), key));
        return same != 1 ? null : symbols.Code.TypesNaming(service.Name).Select(type => Write(type, service, key)).FirstOrDefault(static write => write is not null);
    }

    private IInvocationOperation? Write(INamedTypeSymbol type, ITypeSymbol service, object? key)
    {
        var parameters = type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
            .Where(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type.WithNullableAnnotation(NullableAnnotation.None), service) && Equals(Key(parameter), key))
            .ToArray();
        return parameters.Length == 0 ? null : symbols.Code.Operations(type).OfType<IInvocationOperation>().FirstOrDefault(call =>
            RedisCall.Of(call, symbols) is { Sends: true, Sent.IsWrite: true } && call.Instance is { } database && IsFrom(database, parameters, 0));
    }

    private bool IsFrom(IOperation database, IParameterSymbol[] parameters, int depth) => depth < 4 && symbols.Code.Origins(database).Any(origin =>
        (origin is IParameterReferenceOperation { Parameter: var parameter } && parameters.Contains(parameter, SymbolEqualityComparer.Default))
        || (origin is IInvocationOperation { TargetMethod.Name: "GetDatabase" or "WithRetry" or "WithKeyPrefix" } next
            && (next.Instance ?? next.Arguments.FirstOrDefault()?.Value) is { } before && IsFrom(before, parameters, depth + 1)));

    // AddSingleton(_ => Connect(…)), AddSingleton(redis), AddKeyedSingleton("reader", …)
    private static IInvocationOperation? Registration(IOperation open)
    {
        for (var around = open.Parent; around is not null; around = around.Parent)
        {
            if (around is IInvocationOperation call && IsSingleton(call.TargetMethod))
            {
                return call;
            }

            if (around is IVariableDeclaratorOperation { Symbol: var local })
            {
                return CodeSearch.Root(open).Descendants().OfType<IInvocationOperation>().FirstOrDefault(call => IsSingleton(call.TargetMethod)
                    && call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => SymbolEqualityComparer.Default.Equals(CodeSearch.Named(part), local))));
            }
        }

        return null;
    }

    private static bool IsSingleton(IMethodSymbol method) => method.Name is "AddSingleton" or "TryAddSingleton" or "AddKeyedSingleton"
        && method.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true;

    private static ITypeSymbol? Service(IInvocationOperation registration) => registration.TargetMethod.TypeArguments is [var service, ..] ? service.WithNullableAnnotation(NullableAnnotation.None) : null;

    private static object? Key(IInvocationOperation registration) => registration.Arguments
        .FirstOrDefault(static argument => argument.Parameter?.Name == "serviceKey") is { Value: var key } ? CodeSearch.Unwrap(key).ConstantValue.Value ?? key.Syntax.ToString() : null;

    private static object? Key(IParameterSymbol parameter) => parameter.GetAttributes()
        .FirstOrDefault(static attribute => attribute.AttributeClass?.Name == "FromKeyedServicesAttribute")?.ConstructorArguments.FirstOrDefault().Value;
}
