using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A first look at a member: whether it calls Redis itself, and which methods of the source it calls.</summary>
internal readonly record struct Outline(bool TouchesRedis, ImmutableArray<KnownMember> Callees)
{
    // What the last member of the thread was looked at with.
    [ThreadStatic]
    private static List<KnownMember>? _spareCallees;

    [ThreadStatic]
    private static Stack<IOperation>? _sparePending;

    public static Outline Of(ImmutableArray<IOperation> blocks, CallShapes shapes)
    {
        var touches = false;
        var callees = _spareCallees ?? [];
        var pending = _sparePending ?? new(64);
        (_spareCallees, _sparePending) = (null, null);
        foreach (var block in blocks)
        {
            pending.Push(block);
        }

        // In no order, and not by recursion: a tree may be as deep as its author likes.
        while (pending.Count > 0)
        {
            var operation = pending.Pop();
            foreach (var child in operation.ChildOperations)
            {
                if (!IsLeaf(child.Kind))
                {
                    pending.Push(child);
                }
            }

            if (Target(operation) is not { } method || method.MethodKind == MethodKind.LocalFunction)
            {
                continue;
            }

            var shape = shapes.Of(method);
            switch (shape.Kind)
            {
                case CallKind.Raw or CallKind.Execute or CallKind.Attributed:
                    touches = true;
                    break;
                case CallKind.Source when !callees.Contains(shape.Callee!):
                    callees.Add(shape.Callee!);
                    break;
            }
        }

        var outline = new Outline(touches, callees.ToImmutableArray());
        callees.Clear();
        (_spareCallees, _sparePending) = (callees, pending);
        return outline;
    }

    /// <summary>Nothing below it runs, and it calls nothing: half of all operations. What <c>nameof</c> is given is only named.</summary>
    public static bool IsLeaf(OperationKind kind) =>
        kind is OperationKind.Literal or OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.InstanceReference or OperationKind.NameOf;

    /// <summary>The method that an operation calls, or makes a delegate of.</summary>
    public static IMethodSymbol? Target(IOperation operation)
    {
        // By its kind first: a test for an interface is dear where there are as many as operations.
        switch (operation.Kind)
        {
            case OperationKind.Invocation:
                return ((IInvocationOperation)operation).TargetMethod;
            case OperationKind.ObjectCreation:
                return ((IObjectCreationOperation)operation).Constructor is { IsImplicitlyDeclared: false } constructor ? constructor : null;
            case OperationKind.MethodReference:
                return ((IMethodReferenceOperation)operation).Method;
            case OperationKind.PropertyReference:
                var property = ((IPropertyReferenceOperation)operation).Property;
                return operation.Parent is ISimpleAssignmentOperation assignment && assignment.Target == operation ? property.SetMethod : property.GetMethod;
            default:
                return null;
        }
    }
}
