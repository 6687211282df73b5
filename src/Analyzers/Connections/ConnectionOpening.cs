using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>Calls that open a connection, and what surrounds them.</summary>
internal static class ConnectionOpening
{
    private const int Deepest = 4;

    // Azure's hosts have a default of their own, since the client's version 2.6: they do not abort.
    private static readonly string[] AzureHosts =
        [".redis.cache.windows.net", ".redis.cache.chinacloudapi.cn", ".redis.cache.usgovcloudapi.net", ".redis.cache.cloudapi.de", ".redis.azure.net", ".redis.chinacloudapi.cn", ".redis.usgovcloudapi.net", ".redisenterprise.cache.azure.net"];

    /// <summary>The call opens a connection.</summary>
    public static bool IsOpening(IInvocationOperation call, KnownSymbols symbols) =>
        call.TargetMethod.Name is "Connect" or "ConnectAsync" or "SentinelConnect" or "SentinelConnectAsync" or "ConnectGroupAsync"
        && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, symbols.Multiplexer);

    /// <summary>The call is what RSF1001 is about: nothing tries again where it fails.</summary>
    public static bool IsUnretried(IInvocationOperation call, KnownSymbols symbols) =>
        IsOpening(call, symbols) && !Reconnects(call, symbols) && !IsOpenedOnce(call, symbols) && !symbols.Retry.IsRetried(call);

    /// <summary>All hosts are Azure's, where the client does not abort.</summary>
    public static bool IsAzure(ConnectionSettings settings) =>
        settings.Hosts.Count > 0 && settings.Hosts.All(static host => AzureHosts.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The place makes one connection for the life of the program, and is asked again where that failed.</summary>
    public static bool IsOpenedOnce(IInvocationOperation call, KnownSymbols symbols) => IsOpenedOnce(call, symbols, 0);

    /// <summary>How long what a lambda makes lives, by what it is handed to.</summary>
    public static ConnectionLifetime LifetimeOf(IOperation lambda)
    {
        var operation = lambda.Parent;
        while (operation is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        switch (operation)
        {
            case IArgumentOperation { Parent: IObjectCreationOperation { Type: { } type } } when type.Name.Contains("Lazy"):
                return ConnectionLifetime.Program;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor, ContainingType: { } type } } } when type.Name.Contains("Lazy"):
                return ConnectionLifetime.Program;
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } method } }:
                var registers = method.ContainingNamespace?.ToDisplayString() == "Microsoft.Extensions.DependencyInjection"
                    || method.ContainingNamespace?.ToDisplayString() == "Microsoft.Extensions.DependencyInjection.Extensions";
                return method.Name.EndsWith("Singleton", StringComparison.Ordinal) || (method.Name is "GetOrAdd" or "AddOrUpdate" && method.ContainingType.Name == "ConcurrentDictionary")
                    ? ConnectionLifetime.Program
                    : registers && (method.Name.EndsWith("Scoped", StringComparison.Ordinal) || method.Name.EndsWith("Transient", StringComparison.Ordinal))
                        ? ConnectionLifetime.Call
                        : ConnectionLifetime.Unknown;
            default:
                return ConnectionLifetime.Unknown;
        }
    }

    private static bool IsOpenedOnce(IOperation call, KnownSymbols symbols, int depth)
    {
        for (var operation = call.Parent; operation is not null; operation = operation.Parent)
        {
            if (operation is ILockOperation || (operation is IAnonymousFunctionOperation && LifetimeOf(operation) == ConnectionLifetime.Program))
            {
                return true;
            }

            if (operation is ILocalFunctionOperation function && depth < Deepest)
            {
                var calls = CodeSearch.Root(function).Descendants()
                    .Where(use => use is IInvocationOperation invocation ? SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.OriginalDefinition, function.Symbol)
                        : use is IMethodReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol))
                    .ToArray();
                return calls.Length > 0 && calls.All(use => IsUsedOnce(use, symbols, depth));
            }
        }

        if (CodeSearch.Root(call).Descendants().OfType<IInvocationOperation>().Any(static invocation =>
            invocation.TargetMethod is { Name: "Wait" or "WaitAsync", ContainingType.Name: "SemaphoreSlim" }))
        {
            return true;
        }

        // A factory that only its own type uses is as good as its uses there: new Lazy<…>(Open), or a call under a lock.
        if (depth >= Deepest || call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } method)
        {
            return false;
        }

        var uses = symbols.Code.References(method);
        return uses.Length > 0 && uses.All(use => IsUsedOnce(use, symbols, depth));
    }

    private static bool IsUsedOnce(IOperation use, KnownSymbols symbols, int depth) =>
        use is IInvocationOperation ? IsOpenedOnce(use, symbols, depth + 1) : LifetimeOf(use) == ConnectionLifetime.Program;

    private static bool Reconnects(IInvocationOperation call, KnownSymbols symbols) => call.Arguments.Any(argument => Reconnects(argument.Value, CodeSearch.Root(call)))
        || (ConnectionSettings.Of(call, symbols) is { } settings && (settings.AbortConnect is false || IsAzure(settings)));

    private static bool Reconnects(IOperation value, IOperation root)
    {
        foreach (var part in value.DescendantsAndSelf())
        {
            if (SaysIt(part))
            {
                return true;
            }

            if (CodeSearch.Named(part) is { } symbol and not IPropertySymbol && (IsSetIn(root, symbol) || IsInitialised(part, symbol, root)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSetIn(IOperation root, ISymbol symbol) => root.Descendants().OfType<ISimpleAssignmentOperation>().Any(assignment =>
        SaysSo(assignment) && SymbolEqualityComparer.Default.Equals(CodeSearch.Named(((IPropertyReferenceOperation)assignment.Target).Instance), symbol));

    private static bool IsInitialised(IOperation reference, ISymbol symbol, IOperation root)
    {
        foreach (var declaration in root.Descendants().OfType<IVariableDeclaratorOperation>())
        {
            if (SymbolEqualityComparer.Default.Equals(declaration.Symbol, symbol) && declaration.Initializer?.Value is { } value)
            {
                return !value.Descendants().Contains(reference) && value.DescendantsAndSelf().Any(SaysIt);
            }
        }

        // A field's own text is enough: what it is made of stands beside it.
        return symbol is IFieldSymbol { IsReadOnly: true }
            && symbol.DeclaringSyntaxReferences.Any(static declaration => SaysSo(declaration.GetSyntax().ToString())
                || declaration.GetSyntax().ToString().Replace(" ", "").Contains("AbortOnConnectFail=false"));
    }

    private static bool SaysIt(IOperation part) =>
        (part.ConstantValue is { HasValue: true, Value: string text } && SaysSo(text))
        || (part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string piece } } && SaysSo(piece))
        || (part is ISimpleAssignmentOperation assignment && SaysSo(assignment));

    private static bool SaysSo(string text) => text.Replace(" ", "").IndexOf("abortConnect=false", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool SaysSo(ISimpleAssignmentOperation assignment) =>
        assignment.Target is IPropertyReferenceOperation { Property.Name: "AbortOnConnectFail" }
        && assignment.Value.ConstantValue is { HasValue: true, Value: false };
}
