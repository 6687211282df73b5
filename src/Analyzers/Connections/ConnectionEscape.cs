using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>Follows an opened connection to what keeps it.</summary>
internal sealed class ConnectionEscape(KnownSymbols symbols)
{
    private const int Deepest = 4;

    private readonly ConnectionReplacement _replacement = new(symbols);

    /// <summary>What happens to the connection of a call, where it lives no longer than the call, or is replaced without being closed; else null.</summary>
    public string? Fault(IInvocationOperation open, ISymbol member) => Fault(open, member, 0);

    private string? Fault(IOperation open, ISymbol member, int depth)
    {
        if (depth > Deepest)
        {
            return null;
        }

        for (var around = open.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda)
            {
                return OfLambda(lambda, member, depth);
            }

            if (around is ILocalFunctionOperation)
            {
                return null;
            }
        }

        // What runs once opens once: the program itself, initializers, constructors, the start of a hosted service.
        return OrdinaryMethod(member) is { } method ? Follow(open, method, depth) : null;
    }

    private static IMethodSymbol? OrdinaryMethod(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.ExplicitInterfaceImplementation } method
        && !IsProgram(method.ContainingType) && !IsStartOfService(method)
            ? method
            : null;

    // The compiler names the method of top-level statements so.
    private static bool IsProgram(INamedTypeSymbol type) => type.GetMembers().Any(static member => member is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" });

    private static bool IsStartOfService(IMethodSymbol method) => method.Name is "StartAsync" or "ExecuteAsync" or "StartingAsync" or "StartedAsync"
        && method.ContainingType.AllInterfaces.Any(static one => one.Name is "IHostedService" or "IHostedLifecycleService" && one.ContainingNamespace?.ToDisplayString() == "Microsoft.Extensions.Hosting");

    private string? OfLambda(IAnonymousFunctionOperation lambda, ISymbol member, int depth)
    {
        switch (ConnectionOpening.LifetimeOf(lambda, symbols))
        {
            case ConnectionLifetime.Call:
                return "is opened for each resolution from a scoped or transient registration";
            case ConnectionLifetime.Program when ConnectionOpening.Taker(lambda) is IObjectCreationOperation lazy && symbols.IsLazy(lazy.Type):
                return OfLazy(lazy, member, depth);
            default:
                return null;
        }
    }

    // A Lazy that is made for one use is no more than what it makes; one in a field may replace another.
    private string? OfLazy(IObjectCreationOperation lazy, ISymbol member, int depth)
    {
        IOperation made = lazy;
        while (made.Parent is IConversionOperation or IParenthesizedOperation)
        {
            made = made.Parent;
        }

        return made.Parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Value" } use => Fault(use, member, depth + 1),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } } when OnlyValue(local, made) is { } use => Fault(use, member, depth + 1),
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment when OrdinaryMethod(member) is not null && !IsInFunction(assignment) =>
                _replacement.Fault(CodeSearch.Named(assignment.Target), assignment),
            _ => null,
        };
    }

    // The first use of a local Lazy, where all that is asked of it is its value.
    private static IOperation? OnlyValue(ILocalSymbol local, IOperation place)
    {
        var uses = CodeSearch.Root(place).Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local)).ToArray();
        return uses.Length > 0 && uses.All(static use => use.Parent is IPropertyReferenceOperation { Property.Name: "Value" or "IsValueCreated" })
            ? uses.Select(static use => use.Parent).FirstOrDefault(static use => use is IPropertyReferenceOperation { Property.Name: "Value" })
            : null;
    }

    private static bool IsInFunction(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private string? Follow(IOperation value, IMethodSymbol method, int depth)
    {
        while (true)
        {
            switch (value.Parent)
            {
                case IAwaitOperation or IConversionOperation or IParenthesizedOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" } or IPropertyReferenceOperation { Property.Name: "Result" }:
                    value = value.Parent;
                    continue;

                // connected ? _redis : Connect(…)
                case IConditionalOperation { Type: not null } choice when choice.Condition != value:
                    value = choice;
                    continue;

                case IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return "is opened and left to itself";

                // Connect(…).GetDatabase(): nothing can close it any more.
                case IInvocationOperation { Instance: { } receiver } when receiver == value:
                    return "is opened for this call and kept by nothing";

                case IUsingOperation:
                    return "is opened and closed by each call";

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                    return FollowLocal(local, value, method, depth);

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                    return FollowLocal(target.Local, value, method, depth);

                case IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment and (ISimpleAssignmentOperation or ICoalesceAssignmentOperation):
                    return _replacement.Fault(CodeSearch.Named(assignment.Target), assignment);

                case IReturnOperation:
                    return Callers(method, depth);

                default:
                    return null;
            }
        }
    }

    private string? FollowLocal(ILocalSymbol local, IOperation value, IMethodSymbol method, int depth)
    {
        // using var redis = …; the declaration shows it, not an operation around the value.
        var isClosed = local.IsUsing;
        foreach (var use in CodeSearch.Root(value).Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, local)))
        {
            switch (use.Parent)
            {
                // Asked for something, or closed, or opened here.
                case IInvocationOperation { Instance: { } receiver } call when receiver == use:
                    isClosed |= call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync";
                    continue;
                case IPropertyReferenceOperation or IConditionalAccessOperation or IBinaryOperation or IIsPatternOperation or IEventReferenceOperation or IUsingOperation:
                    continue;
                case IAssignmentOperation assignment when assignment.Target == use:
                    continue;
                case IReturnOperation { Parent: var around } result when IsIn(result, method):
                    return around is null ? null : Callers(method, depth);
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } kept:
                    return _replacement.Fault(CodeSearch.Named(kept.Target), kept);
                default:
                    return null;
            }
        }

        return isClosed ? "is opened and closed by each call" : "is opened for this call and kept by nothing";
    }

    private static bool IsIn(IOperation operation, IMethodSymbol method) => !IsInFunction(operation) && method.MethodKind != MethodKind.LocalFunction;

    // A factory that only its own type can call is as good as its callers; all of them must be bad to report it.
    private string? Callers(IMethodSymbol method, int depth)
    {
        if (method.DeclaredAccessibility != Accessibility.Private || method.MethodKind != MethodKind.Ordinary)
        {
            return null;
        }

        string? fault = null;
        foreach (var use in symbols.Code.References(method))
        {
            if (use is not IInvocationOperation || use.SemanticModel?.GetEnclosingSymbol(use.Syntax.SpanStart) is not { } caller || Fault(use, caller, depth + 1) is not { } found)
            {
                return null;
            }

            fault = found;
        }

        return fault;
    }
}
