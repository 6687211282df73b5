using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Reads which exceptions a <c>when</c> clause or a predicate lets through.</summary>
internal sealed class ExceptionFilter(KnownSymbols symbols)
{
    private const int Deepest = 4;

    /// <summary>What is left of the faults behind a condition.</summary>
    public Faults Narrow(Faults faults, IOperation? condition) => condition is null ? faults : Narrow(faults, condition, 0);

    private Faults Narrow(Faults faults, IOperation condition, int depth)
    {
        var parts = condition.DescendantsAndSelf().ToArray();

        // Whether the command reached the server: StackExchange.Redis says so by these.
        if (parts.Any(static part => part is IPropertyReferenceOperation { Property.Name: "NotApplied" or "Commandstatus" or "CommandStatus" }))
        {
            return faults.WhereNotApplied();
        }

        var wanted = ImmutableArray.CreateBuilder<ITypeSymbol>();
        var excepted = ImmutableArray.CreateBuilder<ITypeSymbol>();
        foreach (var part in parts)
        {
            if (Tested(part) is { } type && Faults.IsOrDerives(type, symbols.Exception))
            {
                (IsNegated(part, condition) ? excepted : wanted).Add(type);
            }
        }

        if (wanted.Count > 0)
        {
            return Faults.Of(wanted.ToImmutable()).Except(excepted.ToImmutable());
        }

        if (excepted.Count > 0)
        {
            return faults.Except(excepted.ToImmutable());
        }

        // A method that is asked about the exception answers for itself, where its code is here.
        foreach (var call in parts.OfType<IInvocationOperation>())
        {
            if (call.Arguments.Any(argument => Faults.IsOrDerives(argument.Value.Type, symbols.Exception)))
            {
                var body = depth < Deepest ? symbols.Sources.Bodies(call.TargetMethod.OriginalDefinition).FirstOrDefault() : null;
                return body is null ? Faults.Unknown : Narrow(faults, body, depth + 1);
            }
        }

        // A count of attempts narrows nothing; anything else that is asked of the exception is beyond us.
        return parts.Any(part => part is IPropertyReferenceOperation { Instance: { } asked } && Faults.IsOrDerives(asked.Type, symbols.Exception) && part.Parent is not IIsPatternOperation)
            && !parts.Any(static part => part is IIsTypeOperation or IPatternOperation)
                ? Faults.Unknown
                : faults;
    }

    private static ITypeSymbol? Tested(IOperation part) => part switch
    {
        IIsTypeOperation test => test.TypeOperand,
        ITypePatternOperation pattern => pattern.MatchedType,
        IDeclarationPatternOperation { MatchedType: { } type } => type,
        IRecursivePatternOperation { MatchedType: { } type } => type,
        _ => null,
    };

    private static bool IsNegated(IOperation part, IOperation condition)
    {
        var negated = false;
        for (var operation = part; operation is not null; operation = operation.Parent)
        {
            if (operation is INegatedPatternOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
            {
                negated = !negated;
            }

            if (operation is ISwitchExpressionArmOperation arm && SaysNo(arm.Value))
            {
                negated = !negated;
            }

            if (operation == condition)
            {
                break;
            }
        }

        return negated;
    }

    // false, PredicateResult.False(), new ValueTask<bool>(false)
    private static bool SaysNo(IOperation value) => value.DescendantsAndSelf().Any(static part =>
        part.ConstantValue is { HasValue: true, Value: false } || part is IInvocationOperation { TargetMethod.Name: "False" });
}
