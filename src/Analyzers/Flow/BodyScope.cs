using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What a member assigns: a variable that is given its value once can be read as that value.</summary>
internal sealed class BodyScope
{
    // Most members assign nothing.
    private Dictionary<ISymbol, int>? _assignments;
    private Dictionary<ISymbol, IOperation>? _initializers;
    private HashSet<ISymbol>? _assignedMembers;

    /// <summary>A scope that knows nothing of the body.</summary>
    public static BodyScope Empty { get; } = new();

    /// <summary>Forgets the body.</summary>
    public void Clear()
    {
        if (_assignments is { Count: > 0 })
        {
            _assignments.Clear();
            _initializers?.Clear();
        }

        if (_assignedMembers is { Count: > 0 })
        {
            _assignedMembers.Clear();
        }
    }

    /// <summary>The body assigns the field or property.</summary>
    public bool Assigns(ISymbol member) => _assignedMembers?.Contains(member) == true;

    /// <summary>Takes note of an operation of the body.</summary>
    public void Add(IOperation operation)
    {
        if (operation.Kind is OperationKind.Invocation or OperationKind.PropertyReference or OperationKind.ObjectCreation)
        {
            return;
        }

        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol: var local } declarator:
                var value = declarator.Initializer?.Value ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer?.Value;
                if (value is not null)
                {
                    Assign(local);
                    (_initializers ??= new(SymbolEqualityComparer.Default))[local] = value;
                }

                break;
            case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                break;
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets }:
                foreach (var target in targets.DescendantsAndSelf())
                {
                    AssignTarget(target);
                }

                break;
            case IAssignmentOperation assignment:
                AssignTarget(assignment.Target);
                break;
            case IIncrementOrDecrementOperation changed:
                AssignTarget(changed.Target);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                AssignTarget(argument.Value);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                Assign(declared);
                break;
        }
    }

    /// <summary>The variable keeps the value that it has first: one assignment at its declaration, or none to a parameter.</summary>
    public bool IsStable(ISymbol variable) =>
        _assignments is null || !_assignments.TryGetValue(variable, out var count) || (count == 1 && variable is ILocalSymbol);

    /// <summary>The only value that a local is ever given, where that is told at its declaration.</summary>
    public IOperation? OnlyValue(ISymbol local) =>
        _initializers is not null && _initializers.TryGetValue(local, out var value) && _assignments![local] == 1 ? value : null;

    private void AssignTarget(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                Assign(local.Local);
                break;
            case IParameterReferenceOperation parameter:
                Assign(parameter.Parameter);
                break;
            case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member:
                (_assignedMembers ??= new(SymbolEqualityComparer.Default)).Add(member.Member.OriginalDefinition);
                break;
        }
    }

    private void Assign(ISymbol variable)
    {
        _assignments ??= new(SymbolEqualityComparer.Default);
        _assignments.TryGetValue(variable, out var count);
        _assignments[variable] = count + 1;
    }
}
