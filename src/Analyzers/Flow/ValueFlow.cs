using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// Which calls and parameters of a member the values of its variables may come from. It does not ask in which order things are
/// assigned: a variable comes from all that is ever put into it.
/// </summary>
internal sealed class ValueFlow(ISymbol? owner, Func<IOperation, int> indexOf)
{
    private readonly Dictionary<ISymbol, Sources> _variables = new(SymbolEqualityComparer.Default);
    private readonly List<(ISymbol Target, IOperation Value)> _assignments = [];

    /// <summary>Takes note of an operation that may move a value.</summary>
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
            case IInvocationOperation call:
                Call(call);
                break;
        }
    }

    /// <summary>Follows values from variable to variable until nothing is added.</summary>
    public void Complete()
    {
        const int MostRounds = 8;
        var direct = _assignments.Select(assignment => (assignment.Target, Own: Own(assignment.Value), From: Variables(assignment.Value))).ToArray();
        for (var round = 0; round < MostRounds; round++)
        {
            var isChanged = false;
            foreach (var (target, own, from) in direct)
            {
                var sources = from.Aggregate(own, (sum, variable) => sum | Of(variable));
                var before = Of(target);
                if ((before | sources) != before)
                {
                    _variables[target] = before | sources;
                    isChanged = true;
                }
            }

            if (!isChanged)
            {
                return;
            }
        }
    }

    public Sources Of(IOperation expression) => Variables(expression).Aggregate(Own(expression), (sum, variable) => sum | Of(variable));

    private Sources Of(ISymbol variable) => _variables.TryGetValue(variable, out var sources) ? sources : default;

    private Sources Own(IOperation expression)
    {
        var sources = default(Sources);
        foreach (var operation in expression.DescendantsAndSelf())
        {
            sources |= operation switch
            {
                IParameterReferenceOperation { Parameter: var parameter } when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, owner) =>
                    Sources.OfParameter(parameter.Ordinal),
                IInvocationOperation or IPropertyReferenceOperation => Sources.OfCall(indexOf(operation)),
                _ => default,
            };
        }

        return sources;
    }

    private static ISymbol[] Variables(IOperation expression) =>
        [.. expression.DescendantsAndSelf().Select(Variable).OfType<ISymbol>().Distinct(SymbolEqualityComparer.Default)];

    private static ISymbol? Variable(IOperation operation) => operation switch
    {
        // What is assigned to is not read.
        { Parent: ISimpleAssignmentOperation { Target: var target } } when target == operation => null,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

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

    private void Call(IInvocationOperation call)
    {
        if (call.Instance is not null && indexOf(call) < 0 && Root(call.Instance) is { } changed)
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

    private void Assign(ISymbol? target, IOperation? value)
    {
        if (target is not null && value is not null)
        {
            _assignments.Add((target, value));
        }
    }
}
