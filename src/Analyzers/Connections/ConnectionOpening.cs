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
    public static bool IsUnretried(IInvocationOperation call, KnownSymbols symbols)
    {
        if (!IsOpening(call, symbols) || symbols.Guard.IsInstalled)
        {
            return false;
        }

        var settings = SettingsReader.Of(call, symbols);
        if (settings is { DecidesAbort: true } or { MayBeCompleted: true } || (settings is not null && IsAzure(settings)))
        {
            return false;
        }

        // Of a configuration that is known, RSF1004 reports that it aborts.
        var holder = HolderOf(call, symbols);
        return (holder == ConnectionHolder.None || (holder == ConnectionHolder.KeepsFault && settings is { IsKnown: false }))
            && !IsOpenedByNextUse(call, symbols) && !symbols.Retry.IsRetried(call);
    }

    /// <summary>All hosts are Azure's, where the client does not abort.</summary>
    public static bool IsAzure(ConnectionSettings settings) =>
        settings.Hosts.Count > 0 && settings.Hosts.All(static host => AzureHosts.Any(suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)));

    /// <summary>What makes one connection for the life of the program at this place.</summary>
    public static ConnectionHolder HolderOf(IInvocationOperation call, KnownSymbols symbols) => HolderOf(call, symbols, 0);

    /// <summary>How long what a lambda makes lives, by what it is handed to.</summary>
    public static ConnectionLifetime LifetimeOf(IOperation lambda, KnownSymbols symbols)
    {
        switch (Taker(lambda))
        {
            case IObjectCreationOperation { Type: var type } when symbols.IsLazy(type):
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor, ContainingType: var built } } when symbols.IsLazy(built):
                return ConnectionLifetime.Program;
            case IInvocationOperation { TargetMethod: { } method }:
                var registers = Space(method) is "Microsoft.Extensions.DependencyInjection" or "Microsoft.Extensions.DependencyInjection.Extensions";
                return (registers && method.Name.EndsWith("Singleton", StringComparison.Ordinal)) || IsDictionaryFactory(method)
                    ? ConnectionLifetime.Program
                    : registers && (method.Name.EndsWith("Scoped", StringComparison.Ordinal) || method.Name.EndsWith("Transient", StringComparison.Ordinal))
                        ? ConnectionLifetime.Call
                        : ConnectionLifetime.Unknown;
            default:
                return ConnectionLifetime.Unknown;
        }
    }

    /// <summary>The object or call that a delegate is an argument of.</summary>
    public static IOperation? Taker(IOperation lambda)
    {
        var operation = lambda.Parent;
        while (operation is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        return (operation as IArgumentOperation)?.Parent;
    }

    private static bool IsDictionaryFactory(IMethodSymbol method) => method is { Name: "GetOrAdd" or "AddOrUpdate", ContainingType.Name: "ConcurrentDictionary" }
        && Space(method) == "System.Collections.Concurrent";

    private static string Space(ISymbol symbol) => symbol.ContainingNamespace?.ToDisplayString() ?? "";

    private static ConnectionHolder HolderOf(IOperation call, KnownSymbols symbols, int depth)
    {
        for (var operation = call.Parent; operation is not null; operation = operation.Parent)
        {
            if (operation is ILockOperation)
            {
                return ConnectionHolder.AskedAgain;
            }

            if (operation is IAnonymousFunctionOperation && LifetimeOf(operation, symbols) == ConnectionLifetime.Program)
            {
                return HolderBy(operation, call, symbols);
            }

            if (operation is ILocalFunctionOperation function && depth < Deepest)
            {
                return Join(CodeSearch.Root(function).Descendants()
                    .Where(use => use is IInvocationOperation invocation ? SymbolEqualityComparer.Default.Equals(invocation.TargetMethod.OriginalDefinition, function.Symbol)
                        : use is IMethodReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol))
                    .Select(use => HolderOfUse(use, symbols, depth)));
            }
        }

        if (CodeSearch.Root(call).Descendants().OfType<IInvocationOperation>().Any(static invocation =>
            invocation.TargetMethod is { Name: "Wait" or "WaitAsync", ContainingType.Name: "SemaphoreSlim" } && Space(invocation.TargetMethod) == "System.Threading"))
        {
            return ConnectionHolder.AskedAgain;
        }

        // A factory that only its own type uses is as good as its uses there: new Lazy<…>(Open), or a call under a lock.
        return depth >= Deepest || call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } method
            ? ConnectionHolder.None
            : Join(symbols.Code.References(method).Select(use => HolderOfUse(use, symbols, depth)));
    }

    private static ConnectionHolder HolderOfUse(IOperation use, KnownSymbols symbols, int depth) =>
        use is IInvocationOperation ? HolderOf(use, symbols, depth + 1)
        : LifetimeOf(use, symbols) == ConnectionLifetime.Program ? HolderBy(use, use, symbols)
        : ConnectionHolder.None;

    // The least careful use decides.
    private static ConnectionHolder Join(IEnumerable<ConnectionHolder> holders)
    {
        ConnectionHolder? joined = null;
        foreach (var holder in holders)
        {
            joined = joined is null || holder == ConnectionHolder.None ? holder
                : joined == ConnectionHolder.None ? joined
                : holder == ConnectionHolder.KeepsFault ? holder
                : joined;
        }

        return joined ?? ConnectionHolder.None;
    }

    // A Lazy keeps an exception unless it is made to publish values only; one of a task keeps the task that failed.
    private static ConnectionHolder HolderBy(IOperation work, IOperation call, KnownSymbols symbols)
    {
        var (type, arguments) = Taker(work) switch
        {
            IObjectCreationOperation creation => (creation.Type as INamedTypeSymbol, creation.Arguments),
            IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Constructor, ContainingType: var built } } invocation => (built, invocation.Arguments),
            _ => default,
        };
        if (type is null || !symbols.IsLazy(type))
        {
            return ConnectionHolder.AskedAgain;
        }

        const int PublicationOnly = 1;
        var publishesOnly = arguments.Any(static argument => argument.Parameter?.Type.Name == nameof(LazyThreadSafetyMode) && argument.Value.ConstantValue is { HasValue: true, Value: PublicationOnly });
        return publishesOnly && !IsTask(call) ? ConnectionHolder.AskedAgain : ConnectionHolder.KeepsFault;
    }

    private static bool IsTask(IOperation call) => call is IInvocationOperation { TargetMethod.ReturnType.Name: "Task" };

    // _redis ??= Connect(…) in a try that turns each fault into a miss: the next use opens it.
    private static bool IsOpenedByNextUse(IOperation call, KnownSymbols symbols)
    {
        var value = call;
        while (value.Parent is IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
        {
            value = value.Parent;
        }

        return value.Parent is IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } && symbols.Handled.IsHandled(call);
    }
}
