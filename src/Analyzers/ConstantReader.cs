using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers;

/// <summary>Computes expressions of whole numbers and truth values, as far as constants, the arguments of a call and counters decide them.</summary>
/// <param name="frame">The call whose arguments are known; null for none.</param>
internal sealed class ConstantReader(Frame? frame)
{
    private const int Deepest = 16;

    private readonly Dictionary<ISymbol, object?> _locals = new(SymbolEqualityComparer.Default);

    /// <summary>Sets a local or a parameter, with null for one that is not known any more.</summary>
    public void Set(ISymbol symbol, object? value) => _locals[symbol] = value;

    /// <summary>The truth of a condition; null where it is not known.</summary>
    public bool? Truth(IOperation? condition) => Value(condition, 0) as bool?;

    /// <summary>A number (long) or a truth value (bool); null where it is not known. Increments take effect.</summary>
    public object? Value(IOperation? expression) => Value(expression, 0);

    private object? Value(IOperation? expression, int depth)
    {
        if (expression is null || depth > Deepest)
        {
            return null;
        }

        if (expression.ConstantValue is { HasValue: true, Value: var constant })
        {
            return Normal(constant);
        }

        switch (expression)
        {
            case IConversionOperation { OperatorMethod: null } conversion:
                return Value(conversion.Operand, depth + 1);
            case IParenthesizedOperation inner:
                return Value(inner.Operand, depth + 1);
            case IExpressionStatementOperation statement:
                return Value(statement.Operation, depth + 1);
            case ILocalReferenceOperation local:
                return _locals.TryGetValue(local.Local, out var known) ? known : null;
            case IParameterReferenceOperation { Parameter: var parameter }:
                return _locals.TryGetValue(parameter, out known) ? known
                    : frame?.ArgumentOf(parameter) is var (argument, caller) ? new ConstantReader(caller).Value(argument, depth + 1) : null;
            case IUnaryOperation unary:
                return (unary.OperatorKind, Value(unary.Operand, depth + 1)) switch
                {
                    (UnaryOperatorKind.Not, bool truth) => !truth,
                    (UnaryOperatorKind.Minus, long number) => unchecked(-number),
                    _ => null,
                };
            case IBinaryOperation binary:
                return Binary(binary, depth);
            case ICoalesceOperation coalesce:
                return Value(coalesce.Value, depth + 1) ?? (IsNull(coalesce.Value) ? Value(coalesce.WhenNull, depth + 1) : null);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Truth(choice.Condition) is { } taken ? Value(taken ? choice.WhenTrue : otherwise, depth + 1) : null;
            case IIncrementOrDecrementOperation step:
                return Step(step, depth);
            case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } change:
                var (before, by) = (Value(change.Target, depth + 1) as long?, Value(change.Value, depth + 1) as long?);
                return Assign(change.Target, change.OperatorKind == BinaryOperatorKind.Add ? before + by : before - by);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment.Target, Value(assignment.Value, depth + 1));
            default:
                return null;
        }
    }

    private bool IsNull(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value switch
        {
            IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } } => true,
            IParameterReferenceOperation { Parameter: var parameter } => frame?.ArgumentOf(parameter) is var (argument, caller) && new ConstantReader(caller).IsNull(argument),
            _ => false,
        };
    }

    private object? Binary(IBinaryOperation binary, int depth)
    {
        var left = Value(binary.LeftOperand, depth + 1);
        switch (binary.OperatorKind)
        {
            // A right side that is not reached has no effect.
            case BinaryOperatorKind.ConditionalAnd when left is false:
                return false;
            case BinaryOperatorKind.ConditionalOr when left is true:
                return true;
        }

        var right = Value(binary.RightOperand, depth + 1);
        return (binary.OperatorKind, left, right) switch
        {
            (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And, _, false) => false,
            (BinaryOperatorKind.And, false, _) => false,
            (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And, true, true) => true,
            (BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or, _, true) => true,
            (BinaryOperatorKind.Or, true, _) => true,
            (BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or, false, false) => false,
            (BinaryOperatorKind.Equals, not null, not null) => left.Equals(right),
            (BinaryOperatorKind.NotEquals, not null, not null) => !left.Equals(right),
            (BinaryOperatorKind.LessThan, long a, long b) => a < b,
            (BinaryOperatorKind.LessThanOrEqual, long a, long b) => a <= b,
            (BinaryOperatorKind.GreaterThan, long a, long b) => a > b,
            (BinaryOperatorKind.GreaterThanOrEqual, long a, long b) => a >= b,
            (BinaryOperatorKind.Add, long a, long b) => unchecked(a + b),
            (BinaryOperatorKind.Subtract, long a, long b) => unchecked(a - b),
            (BinaryOperatorKind.Multiply, long a, long b) => unchecked(a * b),
            _ => null,
        };
    }

    private object? Step(IIncrementOrDecrementOperation step, int depth)
    {
        if (Value(step.Target, depth + 1) is not long before)
        {
            return Assign(step.Target, null);
        }

        var after = unchecked(step.Kind == OperationKind.Increment ? before + 1 : before - 1);
        Assign(step.Target, after);
        return step.IsPostfix ? before : after;
    }

    private object? Assign(IOperation target, object? value)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                _locals[local.Local] = value;
                break;
            case IParameterReferenceOperation parameter:
                _locals[parameter.Parameter] = value;
                break;
        }

        return value;
    }

    private static object? Normal(object? value) => value switch
    {
        bool truth => truth,
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
