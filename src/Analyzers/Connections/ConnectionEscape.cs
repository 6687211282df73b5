using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>Follows an opened connection to what keeps it.</summary>
internal sealed class ConnectionEscape(KnownSymbols symbols)
{
    private const int Deepest = 4;

    /// <summary>What the connection of a call comes to, where it lives no longer than the call, or is replaced without being closed; else null.</summary>
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
                return ConnectionOpening.LifetimeOf(lambda) == ConnectionLifetime.Call ? "is opened for each resolution from a scoped or transient registration" : null;
            }

            if (around is ILocalFunctionOperation or ILockOperation)
            {
                return null;
            }
        }

        // What runs once opens once: the program itself, initializers, constructors.
        if (member is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.ExplicitInterfaceImplementation } method
            || IsProgram(method.ContainingType))
        {
            return null;
        }

        return Follow(open, method, depth);
    }

    // The compiler names what stands at the top level so.
    private static bool IsProgram(INamedTypeSymbol type) => type.GetMembers().Any(static member => member is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$" });

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

                case IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return "is opened and left to itself";

                // Connect(…).GetDatabase(): nobody can close it any more.
                case IInvocationOperation { Instance: { } receiver } when receiver == value:
                    return "is opened for this call and kept by nothing";

                case IUsingOperation:
                    return "is opened and closed by each call";

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } }:
                    return FollowLocal(local, value, method, depth);

                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                    return FollowLocal(target.Local, value, method, depth);

                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment:
                    return Replaces(CodeSearch.Named(assignment.Target), value) ? "replaces one that reconnects by itself, and the old one is not closed" : null;

                case IReturnOperation:
                    return Callers(method, depth);

                default:
                    return null;
            }
        }
    }

    private string? FollowLocal(ILocalSymbol local, IOperation value, IMethodSymbol method, int depth)
    {
        var isClosed = IsDisposed(local);
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
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } kept when Replaces(CodeSearch.Named(kept.Target), value):
                    return "replaces one that reconnects by itself, and the old one is not closed";
                default:
                    return null;
            }
        }

        return isClosed ? "is opened and closed by each call" : "is opened for this call and kept by nothing";
    }

    // using var redis = …; the declaration says it, not an operation around the value.
    private static bool IsDisposed(ILocalSymbol local) => local.IsUsing;

    private static bool IsIn(IOperation operation, IMethodSymbol method)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return method.MethodKind != MethodKind.LocalFunction;
    }

    // A factory that only its own type can call is as good as its callers; all of them must be bad to say so.
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

    // if (!_redis.IsConnected) _redis = Connect(…), and nothing in the member that closes what was there.
    private static bool Replaces(ISymbol? kept, IOperation value)
    {
        if (kept is null)
        {
            return false;
        }

        var operations = CodeSearch.Root(value).Descendants().ToArray();
        return operations.OfType<IPropertyReferenceOperation>().Any(asked => asked.Property.Name == "IsConnected" && SymbolEqualityComparer.Default.Equals(CodeSearch.Named(asked.Instance), kept))
            && !operations.OfType<IInvocationOperation>().Any(static call =>
                call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "Exchange" or "CompareExchange");
    }
}
