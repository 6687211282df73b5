using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>
/// Finds the code in this compilation that registers a policy or pipeline: under a name in Polly's registries, or under its type in the
/// container. Safe for use from any number of threads.
/// </summary>
internal sealed class PolicyRegistrations(KnownSymbols symbols)
{
    // Methods of Polly that take the name first and what builds the pipeline last.
    private static readonly string[] Named = ["AddResiliencePipeline", "TryAddBuilder", "GetOrAddPipeline"];
    private static readonly string[] InRegistry = ["Add", "TryAdd", "GetOrAdd"];
    private static readonly string[] InContainer = ["AddSingleton", "TryAddSingleton", "AddScoped", "AddTransient", "AddKeyedSingleton"];

    private readonly ConcurrentDictionary<string, IReadOnlyList<IOperation>> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ITypeSymbol, IReadOnlyList<IOperation>> _byType = new(SymbolEqualityComparer.Default);

    /// <summary>The policies, or the delegates that build them, that an expression is resolved to; empty where the code does not show them.</summary>
    public IReadOnlyList<IOperation> Of(IOperation expression)
    {
        switch (expression)
        {
            // provider.GetPipeline("redis"), registry.Get<IAsyncPolicy>("redis")
            case IInvocationOperation { TargetMethod: { Name: "GetPipeline" or "Get" or "TryGetPipeline" or "TryGet" or "GetOrAddPipeline" } method } call
                when PolicyReader.IsPolly(method.ContainingType) && call.Arguments is [var key, ..]:
                return ByName(Key(key.Value)) is { Count: > 0 } named ? named
                    : call.Instance is { } registry ? [.. symbols.Code.Contents(registry, frame: null).Select(static content => content.Operation)]
                    : [];

            case IPropertyReferenceOperation { Arguments: [var key], Instance.Type: { } type } when PolicyReader.IsPolly(type):
                return ByName(Key(key.Value));

            // sp.GetRequiredService<IAsyncPolicy>()
            case IInvocationOperation { TargetMethod: { Name: "GetRequiredService" or "GetService", TypeArguments: [var service] } } when PolicyReader.IsPolly(service):
                return ByType(service);

            case IInvocationOperation { TargetMethod: { Name: "GetRequiredKeyedService" or "GetKeyedService", TypeArguments: [var service] }, Arguments: [.., var key] } when PolicyReader.IsPolly(service):
                return ByName(Key(key.Value));

            case IParameterReferenceOperation { Parameter: var parameter } when PolicyReader.IsPolly(parameter.Type):
                var keyed = parameter.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass?.Name == "FromKeyedServicesAttribute");
                return keyed is null ? ByType(parameter.Type)
                    : keyed.ConstructorArguments is [{ Value: { } value }] ? ByName(Text(value)) : [];

            default:
                return [];
        }
    }

    private IReadOnlyList<IOperation> ByName(string? name) => name is null ? [] : _byName.GetOrAdd(name, one =>
    [
        .. Named.SelectMany(symbols.Code.CallsNamed)
            .Where(call => PolicyReader.IsPolly(call.TargetMethod.ContainingType) && Names(call, one))
            .Select(static call => call.Arguments.LastOrDefault(static argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate)?.Value)
            .OfType<IOperation>(),
        .. InRegistry.SelectMany(symbols.Code.CallsNamed)
            .Where(call => PolicyReader.IsPolly(call.Instance?.Type) && Names(call, one))
            .Select(static call => call.Arguments[call.Arguments.Length - 1].Value),
        .. InContainer.SelectMany(symbols.Code.CallsNamed)
            .Where(call => call.TargetMethod is { Name: "AddKeyedSingleton", TypeArguments: [var service, ..] } && PolicyReader.IsPolly(service) && Names(call, one))
            .Select(static call => call.Arguments[call.Arguments.Length - 1].Value),
    ]);

    private IReadOnlyList<IOperation> ByType(ITypeSymbol type) => _byType.GetOrAdd(type, one =>
    [
        .. InContainer.Where(static name => !name.Contains("Keyed")).SelectMany(symbols.Code.CallsNamed)
            .Where(call => call.TargetMethod.TypeArguments is [var service, ..] && SymbolEqualityComparer.Default.Equals(service, one)
                && call.TargetMethod.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true
                && call.Arguments.Length > 1)
            .Select(static call => call.Arguments[call.Arguments.Length - 1].Value),
    ]);

    private static bool Names(IInvocationOperation call, string name) => call.Arguments
        .SkipWhile(argument => call.TargetMethod.IsExtensionMethod && argument.Parameter?.Ordinal == 0)
        .Take(1).Any(argument => Key(argument.Value) == name);

    private static string? Key(IOperation value)
    {
        value = CodeSearch.Unwrap(value);
        return value.ConstantValue is { HasValue: true, Value: { } constant } ? Text(constant)
            : value is IFieldReferenceOperation { Field: { IsStatic: true } field } ? field.ToDisplayString()
            : null;
    }

    private static string Text(object constant) => $"{constant.GetType().Name} {constant}";
}
