using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Which calls and parameters of a member the values of its variables may come from. It does not ask in which order things are
/// assigned: a variable comes from all that is ever put into it.
/// </summary>
internal sealed class ValueFlow(Func<IOperation, int> indexOf)
{
    private readonly Dictionary<ISymbol, Sources> _variables = new(SymbolEqualityComparer.Default);
    private readonly List<(ISymbol Target, IOperation Value)> _assignments = [];
    private ISymbol? _owner;

    /// <summary>Turns to a member.</summary>
    public void Begin(ISymbol? owner) => _owner = owner;

    /// <summary>Forgets the member.</summary>
    public void Clear()
    {
        _owner = null;
        _assignments.Clear();
        if (_variables.Count > 0)
        {
            _variables.Clear();
        }
    }

    /// <summary>Takes note of an operation other than a call that may move a value.</summary>
    public void Add(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol: var local } declarator:
                Assign(local, declarator.Initializer?.Value);
                break;
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets, Value: var value }:
                foreach (var element in targets.Elements)
                {
                    Assign(Root(element), value);
                }

                break;
            case IAssignmentOperation assignment:
                Assign(Root(assignment.Target), assignment.Value);
                break;
            case IForEachLoopOperation { Collection: var collection } loop:
                foreach (var local in loop.Locals)
                {
                    Assign(local, collection);
                }

                break;
            case IIsPatternOperation pattern:
                foreach (var declared in pattern.Pattern.DescendantsAndSelf().OfType<IDeclarationPatternOperation>())
                {
                    Assign(declared.DeclaredSymbol, pattern.Value);
                }

                foreach (var declared in pattern.Pattern.DescendantsAndSelf().OfType<IRecursivePatternOperation>())
                {
                    Assign(declared.DeclaredSymbol, pattern.Value);
                }

                break;
        }
    }

    /// <summary>Takes note of a call: what is put into an object by a call of it is in it, and what a call hands out may be any of what it was given.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isClient">It sends to Redis, and keeps nothing of its arguments.</param>
    public void Add(IInvocationOperation call, bool isClient)
    {
        // A function of the member is given its arguments as the values of its parameters.
        if (call.TargetMethod.MethodKind == MethodKind.LocalFunction)
        {
            foreach (var argument in call.Arguments)
            {
                Assign(argument.Parameter?.OriginalDefinition, argument.Value);
            }
        }

        if (!isClient && call.Instance is not null && Root(call.Instance) is { } changed)
        {
            foreach (var argument in call.Arguments)
            {
                Assign(changed, argument.Value);
            }
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref && Root(argument.Value) is { } target)
            {
                foreach (var other in call.Arguments)
                {
                    if (other != argument)
                    {
                        Assign(target, other.Value);
                    }
                }

                Assign(target, call.Instance);
            }
        }
    }

    /// <summary>Takes note of what a function of the member returns: a call of it gives that.</summary>
    public void AddReturned(ISymbol function, IOperation value) => Assign(function, value);

    /// <summary>Follows values from variable to variable until nothing is added.</summary>
    public void Complete()
    {
        const int MostRounds = 8;
        for (var round = 0; round < MostRounds; round++)
        {
            var isChanged = false;
            foreach (var (target, value) in _assignments)
            {
                _variables.TryGetValue(target, out var before);
                var after = before | Of(value);
                if (after != before)
                {
                    _variables[target] = after;
                    isChanged = true;
                }
            }

            // One value that does not come from its own variable: nothing is left that another round could bring.
            if (!isChanged || _assignments.Count == 1)
            {
                return;
            }
        }
    }

    public Sources Of(IOperation expression)
    {
        var sources = default(Sources);
        foreach (var operation in new OperationWalk(expression))
        {
            switch (operation.Kind)
            {
                case OperationKind.LocalReference when !IsAssigned(operation):
                    sources |= Of(((ILocalReferenceOperation)operation).Local);
                    break;
                case OperationKind.ParameterReference:
                    var parameter = ((IParameterReferenceOperation)operation).Parameter;
                    sources |= IsAssigned(operation) ? default : Of(parameter);
                    sources |= SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, _owner) ? Sources.OfParameter(parameter.Ordinal) : default;
                    break;
                case OperationKind.Invocation or OperationKind.PropertyReference:
                    sources |= Sources.OfCall(indexOf(operation));
                    if (operation is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } function })
                    {
                        sources |= Of(function.OriginalDefinition);
                    }

                    break;
            }
        }

        return sources;
    }

    // What is assigned to is not read.
    private static bool IsAssigned(IOperation variable) => variable.Parent is ISimpleAssignmentOperation { Target: var target } && target == variable;

    private Sources Of(ISymbol variable) => _variables.Count > 0 && _variables.TryGetValue(variable, out var sources) ? sources : default;

    // What is put into a part of an object is in the object.
    private static ISymbol? Root(IOperation? target)
    {
        while (target is not null)
        {
            switch (target)
            {
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation parameter:
                    return parameter.Parameter;
                case IDeclarationExpressionOperation declared:
                    target = declared.Expression;
                    break;
                case IMemberReferenceOperation member:
                    target = member.Instance;
                    break;
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IConversionOperation conversion:
                    target = conversion.Operand;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private void Assign(ISymbol? target, IOperation? value)
    {
        if (target is not null && value is not null)
        {
            _assignments.Add((target, value));
        }
    }
}
