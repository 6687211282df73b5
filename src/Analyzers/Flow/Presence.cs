using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The existence of a value that a condition implies.</summary>
internal static class Presence
{
    /// <summary>The call is reached if a value exists (true) or is missing (false); null if the condition implies neither.</summary>
    public static bool? Of(Decision decision) => decision.Holds is { } holds ? Of(decision.Condition, holds) : null;

    private static bool? Of(IOperation? condition, bool holds)
    {
        while (true)
        {
            condition = KeyReader.Unwrap(condition);
            switch (condition)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    condition = not.Operand;
                    holds = !holds;
                    continue;
                case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                    return holds;
                case IPropertyReferenceOperation { Property.Name: "IsNull" or "IsNullOrEmpty" }:
                case IInvocationOperation
                {
                    TargetMethod:
                    {
                        Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace",
                        ContainingType.SpecialType: SpecialType.System_String
                    }
                }:
                    return !holds;
                case IInvocationOperation { TargetMethod.Name: "KeyExists" or "KeyExistsAsync" or "HashExists" or "HashExistsAsync" or "SetContains" or "SetContainsAsync" }:
                    return holds;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                    when IsNothing(comparison.RightOperand) || IsNothing(comparison.LeftOperand):
                    return holds != (comparison.OperatorKind == BinaryOperatorKind.Equals);
                case IIsPatternOperation { Pattern: var pattern }:
                    return OfPattern(pattern) is { } matched ? matched == holds : null;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when holds:
                    return Of(both.LeftOperand, holds) ?? Of(both.RightOperand, holds);
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !holds:
                    return Of(either.LeftOperand, holds) ?? Of(either.RightOperand, holds);
                default:
                    return null;
            }
        }
    }

    // The presence that a match means.
    private static bool? OfPattern(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => false,
        INegatedPatternOperation { Pattern: var negated } => OfPattern(negated) is { } matched ? !matched : null,
        IRecursivePatternOperation or IDeclarationPatternOperation or ITypePatternOperation => true,
        _ => null,
    };

    private static bool IsNothing(IOperation operand) =>
        KeyReader.Unwrap(operand) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation
        or IMemberReferenceOperation { Member: { Name: "Null" or "EmptyString", ContainingType.Name: "RedisValue" } };
}
