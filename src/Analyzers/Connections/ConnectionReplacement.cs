using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>Recognises a multiplexer in a field that is replaced because it is not connected, or dropped, without being closed.</summary>
internal sealed class ConnectionReplacement(KnownSymbols symbols)
{
    private const int Deepest = 2;

    /// <summary>What is wrong with the assignment of a new connection to a field or property; null where nothing is.</summary>
    public string? Fault(ISymbol? kept, IOperation assignment)
    {
        if (kept is null || Closes(CodeSearch.Root(assignment), kept, 0))
        {
            return null;
        }

        if (Guards(assignment).Any(condition => AsksForConnection(condition, kept, 0) || AsksForFlag(condition, kept)))
        {
            return "replaces one that reconnects by itself, and the old one is not closed";
        }

        return IsDropped(kept, assignment) ? "follows one that was set to null without being closed, and keeps its sockets and threads" : null;
    }

    // The conditions that decide whether the assignment runs: around it, or before it with a way out.
    private static IEnumerable<IOperation> Guards(IOperation assignment)
    {
        // A chosen value: connected ? _redis : Connect(…).
        foreach (var choice in assignment.Descendants().OfType<IConditionalOperation>())
        {
            yield return choice.Condition;
        }

        for (var (operation, around) = (assignment, assignment.Parent); around is not null; (operation, around) = (around, around.Parent))
        {
            switch (around)
            {
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    yield break;
                case IConditionalOperation branch when operation != branch.Condition:
                    yield return branch.Condition;
                    break;
                case IWhileLoopOperation { Condition: { } condition } when operation != condition:
                    yield return condition;
                    break;
                case IBlockOperation block:
                    foreach (var before in block.Operations.TakeWhile(one => one != operation).OfType<IConditionalOperation>())
                    {
                        if ((before.WhenTrue is IBlockOperation inner ? inner.Operations.LastOrDefault() : before.WhenTrue) is IReturnOperation)
                        {
                            yield return before.Condition;
                        }
                    }

                    break;
            }
        }
    }

    // _redis.IsConnected, _redis?.IsConnected, _redis is { IsConnected: true }, _lazy.Value.IsConnected, or a member that asks one of these.
    private bool AsksForConnection(IOperation condition, ISymbol kept, int depth)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case IPropertyReferenceOperation { Property.Name: "IsConnected", Instance: { } asked } when Names(asked, kept):
                case IIsPatternOperation { Value: var value, Pattern: var pattern } when Names(value, kept)
                    && pattern.DescendantsAndSelf().OfType<IPropertySubpatternOperation>().Any(static one => one.Member is IPropertyReferenceOperation { Property.Name: "IsConnected" }):
                    return true;
                case IPropertyReferenceOperation or IInvocationOperation when depth < Deepest && Member(part) is { } member
                    && SymbolEqualityComparer.Default.Equals(member.ContainingType, kept.ContainingType)
                    && symbols.Code.Bodies(member).Any(body => AsksForConnection(body, kept, depth + 1)):
                    return true;
            }
        }

        return false;
    }

    private static ISymbol? Member(IOperation part) => part is IInvocationOperation call ? call.TargetMethod.OriginalDefinition : ((IPropertyReferenceOperation)part).Property.OriginalDefinition;

    private static bool Names(IOperation asked, ISymbol kept)
    {
        var value = CodeSearch.Unwrap(asked);
        switch (value)
        {
            // The receiver of ?. is the operation before it.
            case IConditionalAccessInstanceOperation:
                var access = value.Parent;
                while (access is not null and not IConditionalAccessOperation)
                {
                    access = access.Parent;
                }

                return access is IConditionalAccessOperation { Operation: var before } && Names(before, kept);
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.Name: "Lazy" }, Instance: { } lazy }:
                return Names(lazy, kept);
            default:
                return SymbolEqualityComparer.Default.Equals(CodeSearch.Named(value), kept);
        }
    }

    // A flag that a handler of ConnectionFailed sets.
    private bool AsksForFlag(IOperation condition, ISymbol kept)
    {
        var asked = condition.DescendantsAndSelf().Select(CodeSearch.Named).OfType<IFieldSymbol>()
            .Where(field => field.Type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Int32 && SymbolEqualityComparer.Default.Equals(field.ContainingType, kept.ContainingType))
            .ToArray();
        return asked.Length > 0 && symbols.Code.Operations(kept.ContainingType).OfType<IEventAssignmentOperation>()
            .Where(static one => one is { Adds: true, EventReference: IEventReferenceOperation { Event: { Name: "ConnectionFailed" } } })
            .SelectMany(one => Handler(one.HandlerValue))
            .SelectMany(static body => body.Descendants()).OfType<ISimpleAssignmentOperation>()
            .Any(set => CodeSearch.Named(set.Target) is { } flag && asked.Contains(flag, SymbolEqualityComparer.Default));
    }

    private IEnumerable<IOperation> Handler(IOperation value) => CodeSearch.Unwrap(value) switch
    {
        IAnonymousFunctionOperation lambda => [lambda.Body],
        IMethodReferenceOperation method => symbols.Code.Bodies(method.Method.OriginalDefinition),
        _ => [],
    };

    // _redis = null; in a member that closes nothing, so that the next use opens another.
    private bool IsDropped(ISymbol kept, IOperation assignment) => symbols.Code.HasCode(kept)
        && symbols.Code.References(kept).Any(use => use.Parent is ISimpleAssignmentOperation { Value: var value } dropped && dropped.Target == use
            && dropped != assignment
            && CodeSearch.Unwrap(value) is IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } }
            && CodeSearch.Root(dropped).Syntax is not Microsoft.CodeAnalysis.CSharp.Syntax.ConstructorDeclarationSyntax
            && !Closes(CodeSearch.Root(dropped), kept, 0));

    // The member closes a connection, or hands the old one to something that may.
    private bool Closes(IOperation root, ISymbol kept, int depth)
    {
        foreach (var operation in root.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" or "Exchange" or "CompareExchange" }:
                case IArgumentOperation { Value: var handed, Parent: IInvocationOperation } when Names(handed, kept):
                    return true;
                case IVariableInitializerOperation { Value: var old } when Names(old, kept) && IsHandedOn(operation, root):
                    return true;
                case IInvocationOperation call when depth < Deepest && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, kept.ContainingType)
                    && symbols.Code.Bodies(call.TargetMethod.OriginalDefinition).Any(body => Closes(body, kept, depth + 1)):
                    return true;
            }
        }

        return false;
    }

    private static bool IsHandedOn(IOperation initializer, IOperation root) => initializer.Parent is IVariableDeclaratorOperation { Symbol: var local }
        && root.Descendants().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, local) && use.Parent is IArgumentOperation or IReturnOperation);
}
