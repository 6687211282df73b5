using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A first look at a member: if it calls Redis itself, which methods of the source it calls, and if it takes a lock.</summary>
internal readonly record struct Outline(bool TouchesRedis, ImmutableArray<KnownMember> Callees)
{
    /// <summary>It takes a lock, and may still hold it when it returns.</summary>
    public bool TakesLock { get; private init; }

    /// <summary>It takes a lock, of whatever kind.</summary>
    public bool IsLocked { get; private init; }

    /// <summary>It releases what it or another member took.</summary>
    public bool Releases { get; private init; }

    // What the last member of the thread was looked at with.
    [ThreadStatic]
    private static List<KnownMember>? _spareCallees;

    [ThreadStatic]
    private static Stack<IOperation>? _sparePending;

    public static Outline Of(ImmutableArray<IOperation> blocks, CallShapes shapes)
    {
        bool touches = false, takesLock = false, isLocked = false, releases = false;
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
                if (!IsLeaf(child.Kind) && !IsExpressionTree(child))
                {
                    pending.Push(child);
                }
            }

            isLocked |= operation.Kind == OperationKind.Lock;
            releases |= operation.Kind is OperationKind.Using or OperationKind.UsingDeclaration;
            if (Target(operation) is not { } method || method.MethodKind == MethodKind.LocalFunction)
            {
                continue;
            }

            var shape = shapes.Of(method);
            switch (shape.Kind)
            {
                case CallKind.Raw or CallKind.Execute or CallKind.Attributed or CallKind.AddsCondition:
                    touches = true;
                    break;
                case CallKind.Source when !callees.Contains(shape.Callee!):
                    callees.Add(shape.Callee!);
                    break;
            }

            takesLock |= shape.IsLock;
            releases |= IsRelease(method.Name);
        }

        var outline = new Outline(touches, callees.ToImmutableArray())
        {
            TakesLock = takesLock && !releases,
            IsLocked = isLocked || takesLock,
            Releases = releases,
        };
        callees.Clear();
        (_spareCallees, _sparePending) = (callees, pending);
        return outline;
    }

    private static bool IsRelease(string method) => method is "Release" or "ReleaseAsync" or "ReleaseMutex" or "Exit" or "ExitWriteLock" or "ExitUpgradeableReadLock"
        or "ReleaseWriterLock" or "LockRelease" or "LockReleaseAsync" or "Dispose" or "DisposeAsync";

    /// <summary>Nothing below it runs, and it calls nothing: half of all operations. What <c>nameof</c> is given is only named.</summary>
    public static bool IsLeaf(OperationKind kind) =>
        kind is OperationKind.Literal or OperationKind.LocalReference or OperationKind.ParameterReference or OperationKind.InstanceReference or OperationKind.NameOf;

    /// <summary>Code as data, which describes a call and does not make it: the set-up of a mock.</summary>
    public static bool IsExpressionTree(IOperation operation) =>
        operation.Kind == OperationKind.Conversion && operation.Type is INamedTypeSymbol { Name: "Expression", ContainingNamespace: { Name: "Expressions", ContainingNamespace.Name: "Linq" } };

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
