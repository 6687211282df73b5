using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Computes which exceptions a <c>when</c> clause or a predicate lets through, as a set: and, or, not, patterns, branches.</summary>
internal sealed class ExceptionFilter(KnownSymbols symbols)
{
    private const int Deepest = 24;

    // Faults of a connection that was never made: the command has not been sent.
    private static readonly string[] BeforeSending =
        ["UnableToConnect", "UnableToResolvePhysicalConnection", "AuthenticationFailure", "ProtocolFailure"];

    /// <summary>The faults that a condition, or the body of a predicate, lets through; all of them where there is no condition.</summary>
    public Faults Narrow(Faults faults, IOperation? condition) => condition switch
    {
        null => faults,
        IBlockOperation or IMethodBodyOperation => Body(faults, condition, false, 0),
        _ => Where(faults, condition, false, 0),
    };

    /// <summary>The same for a predicate that is a delegate: a lambda, a method, or a variable of either.</summary>
    public Faults NarrowBy(Faults faults, IOperation predicate)
    {
        var narrowed = Faults.None;
        foreach (var (origin, _) in symbols.Code.OriginsIn(predicate, frame: null, throughCallers: false))
        {
            narrowed |= origin switch
            {
                IAnonymousFunctionOperation lambda => Narrow(faults, lambda.Body),
                IMethodReferenceOperation method when symbols.Code.Bodies(method.Method.OriginalDefinition).FirstOrDefault() is { } body => Body(faults, body, false, 0),
                _ => faults.Partial(),
            };
        }

        return narrowed;
    }

    private Faults Where(Faults faults, IOperation condition, bool isNegated, int depth)
    {
        condition = Inner(condition);
        if (depth > Deepest)
        {
            return faults.Partial();
        }

        if (condition.ConstantValue is { HasValue: true, Value: bool constant })
        {
            return constant != isNegated ? faults : Faults.None;
        }

        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Where(faults, not.Operand, !isNegated, depth + 1);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And or BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } binary:
                // not (a or b) is not a and not b.
                var isAnd = binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And;
                var left = Where(faults, binary.LeftOperand, isNegated, depth + 1);
                return isAnd != isNegated
                    ? Where(left, binary.RightOperand, isNegated, depth + 1)
                    : left | Where(faults, binary.RightOperand, isNegated, depth + 1);

            case IIsTypeOperation test when Concerns(test.ValueOperand):
                return isNegated ? faults.Except(test.TypeOperand) : faults.OfType(test.TypeOperand);

            case IIsPatternOperation test when Concerns(test.Value):
                return Matching(faults, test.Pattern, isNegated, depth + 1);

            case ISwitchExpressionOperation choice when Concerns(choice.Value):
                return Arms(faults, choice, isNegated, depth + 1);

            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return Where(Where(faults, choice.Condition, false, depth + 1), choice.WhenTrue, isNegated, depth + 1)
                    | Where(Where(faults, choice.Condition, true, depth + 1), otherwise, isNegated, depth + 1);

            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                return Compared(faults, comparison, isNegated);

            case IPropertyReferenceOperation { Property.Name: "NotApplied" }:
                return isNegated ? faults : faults.WhereNotApplied();

            case IInvocationOperation { TargetMethod: { Name: "True" or "False", ContainingType: { Name: "PredicateResult" } type } method } when PolicyReader.IsPolly(type):
                return method.Name == "True" != isNegated ? faults : Faults.None;

            case IInvocationOperation call when call.Arguments.Any(argument => Concerns(argument.Value)):
                return symbols.Code.Bodies(call.TargetMethod.OriginalDefinition).FirstOrDefault() is { } body
                    ? Body(faults, body, isNegated, depth + 1)
                    : Opaque(faults, condition);

            default:
                return Opaque(faults, condition);
        }
    }

    // A count of attempts narrows nothing. A question about the exception that is not understood lets some of them through.
    private Faults Opaque(Faults faults, IOperation condition)
    {
        var parts = condition.DescendantsAndSelf().ToArray();
        return parts.Any(IsWhetherApplied) ? faults.WhereNotApplied() : parts.Any(Concerns) ? faults.Partial() : faults;
    }

    // StackExchange.Redis reports by these whether the command reached the server.
    private static bool IsWhetherApplied(IOperation part) => part is IPropertyReferenceOperation { Property.Name: "NotApplied" or "Commandstatus" or "CommandStatus" };

    private Faults Compared(Faults faults, IBinaryOperation comparison, bool isNegated)
    {
        var isEqual = (comparison.OperatorKind == BinaryOperatorKind.Equals) != isNegated;
        var (left, right) = (Inner(comparison.LeftOperand), Inner(comparison.RightOperand));
        if (left is not IPropertyReferenceOperation and not IInvocationOperation)
        {
            (left, right) = (right, left);
        }

        switch (left)
        {
            case IPropertyReferenceOperation { Property.Name: "Commandstatus" or "CommandStatus" } when right is IFieldReferenceOperation { Field.Name: var status }:
                return (status == "Sent") == isEqual ? faults : faults.WhereNotApplied();

            case IPropertyReferenceOperation { Property.Name: "FailureType" } when right is IFieldReferenceOperation { Field.Name: var failure }:
                return BeforeSending.Contains(failure) == isEqual ? faults.WhereNotApplied() : faults;

            case IPropertyReferenceOperation { Property.Name: "NotApplied" } when right.ConstantValue is { HasValue: true, Value: bool wanted }:
                return wanted == isEqual ? faults.WhereNotApplied() : faults;

            case IInvocationOperation { TargetMethod.Name: "GetType", Instance: { } value } when Concerns(value) && right is ITypeOfOperation { TypeOperand: var type }:
                return isEqual ? faults.OfType(type) : faults.Except(type);

            // e != null
            case { } value when Concerns(value) && right.ConstantValue is { HasValue: true, Value: null }:
                return isEqual ? Faults.None : faults;

            default:
                return Opaque(faults, comparison);
        }
    }

    private Faults Arms(Faults faults, ISwitchExpressionOperation choice, bool isNegated, int depth)
    {
        var (rest, all) = (faults, Faults.None);
        foreach (var arm in choice.Arms)
        {
            var matched = Matching(rest, arm.Pattern, false, depth);
            if (arm.Guard is { } guard)
            {
                matched = Where(matched, guard, false, depth);
            }
            else
            {
                rest = Matching(rest, arm.Pattern, true, depth);
            }

            all |= Where(matched, arm.Value, isNegated, depth);
        }

        return all;
    }

    private Faults Matching(Faults faults, IPatternOperation pattern, bool isNegated, int depth)
    {
        if (depth > Deepest)
        {
            return faults.Partial();
        }

        switch (pattern)
        {
            case IDiscardPatternOperation or IDeclarationPatternOperation { MatchesNull: true }:
                return isNegated ? Faults.None : faults;

            case INegatedPatternOperation not:
                return Matching(faults, not.Pattern, !isNegated, depth + 1);

            case IBinaryPatternOperation binary:
                var left = Matching(faults, binary.LeftPattern, isNegated, depth + 1);
                return binary.OperatorKind == BinaryOperatorKind.And != isNegated
                    ? Matching(left, binary.RightPattern, isNegated, depth + 1)
                    : left | Matching(faults, binary.RightPattern, isNegated, depth + 1);

            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }:
                return isNegated ? faults : Faults.None;

            case ITypePatternOperation { MatchedType: var type }:
                return OfType(faults, type, isNegated);

            case IDeclarationPatternOperation { MatchedType: { } type }:
                return OfType(faults, type, isNegated);

            case IRecursivePatternOperation recursive:
                return Parts(faults, recursive, isNegated, depth);

            default:
                return faults.Partial();
        }
    }

    // A pattern on the outcome, or on what wraps the exception, selects nothing by its own type.
    private Faults OfType(Faults faults, ITypeSymbol type, bool isNegated) => !Faults.IsOrDerives(type, symbols.Exception) ? (isNegated ? Faults.None : faults)
        : isNegated ? faults.Except(type)
        : faults.OfType(type);

    private Faults Parts(Faults faults, IRecursivePatternOperation pattern, bool isNegated, int depth)
    {
        var hasParts = !pattern.PropertySubpatterns.IsEmpty || !pattern.DeconstructionSubpatterns.IsEmpty;
        var matched = OfType(faults, pattern.MatchedType, false);
        foreach (var part in pattern.PropertySubpatterns)
        {
            var name = part.Member is IMemberReferenceOperation member ? member.Member.Name : "";
            matched = name switch
            {
                "Exception" or "Outcome" => Matching(matched, part.Pattern, false, depth + 1),
                "NotApplied" when Constant(part.Pattern) is true => matched.WhereNotApplied(),
                "Commandstatus" or "CommandStatus" when !Names(part.Pattern, "Sent") => matched.WhereNotApplied(),
                "FailureType" when BeforeSending.Any(failure => Names(part.Pattern, failure)) => matched.WhereNotApplied(),
                "FailureType" when part.Pattern is IConstantPatternOperation => matched,
                _ => matched.Partial(),
            };
        }

        if (!isNegated)
        {
            return pattern.DeconstructionSubpatterns.IsEmpty ? matched : matched.Partial();
        }

        // { Exception: A } leaves those that are not A; any other part leaves some of each type.
        return !hasParts ? OfType(faults, pattern.MatchedType, true)
            : pattern is { PropertySubpatterns: [{ Member: IMemberReferenceOperation { Member.Name: "Exception" or "Outcome" }, Pattern: var only }], DeconstructionSubpatterns.IsEmpty: true }
                ? Matching(faults, only, true, depth + 1)
                : faults;
    }

    private static object? Constant(IPatternOperation pattern) => pattern is IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var value } } ? value : null;

    private static bool Names(IPatternOperation pattern, string field) =>
        pattern is IConstantPatternOperation { Value: var value } && Inner(value) is IFieldReferenceOperation { Field.Name: var name } && name == field;

    // What a predicate's code returns true for, along its branches.
    private Faults Body(Faults faults, IOperation body, bool isNegated, int depth)
    {
        var block = body switch
        {
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            ILocalFunctionOperation function => function.Body,
            _ => body as IBlockOperation,
        };
        return block is null ? Opaque(faults, body) : Run(faults, block.Operations, isNegated, depth + 1).True;
    }

    private (Faults True, Faults Left) Run(Faults faults, ImmutableArray<IOperation> statements, bool isNegated, int depth)
    {
        var accepted = Faults.None;
        foreach (var statement in statements)
        {
            if (faults.IsNone || depth > Deepest)
            {
                return (accepted | faults.Partial(), Faults.None);
            }

            switch (statement)
            {
                case IReturnOperation { ReturnedValue: { } value }:
                    return (accepted | Where(faults, value, isNegated, depth), Faults.None);

                case IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                    return (accepted, Faults.None);

                case IBlockOperation block:
                    var inner = Run(faults, block.Operations, isNegated, depth + 1);
                    (accepted, faults) = (accepted | inner.True, inner.Left);
                    break;

                case IConditionalOperation branch:
                    var whenTrue = Run(Where(faults, branch.Condition, false, depth), ImmutableArray.Create(branch.WhenTrue), isNegated, depth + 1);
                    var whenFalse = branch.WhenFalse is { } otherwise
                        ? Run(Where(faults, branch.Condition, true, depth), ImmutableArray.Create(otherwise), isNegated, depth + 1)
                        : (True: Faults.None, Left: Where(faults, branch.Condition, true, depth));
                    (accepted, faults) = (accepted | whenTrue.True | whenFalse.True, whenTrue.Left | whenFalse.Left);
                    break;

                case ISwitchOperation choice when Concerns(choice.Value):
                    (var sections, faults) = Sections(faults, choice, isNegated, depth + 1);
                    accepted |= sections;
                    break;

                // Counting and logging change nothing; loops and jumps are beyond this reader.
                case ILoopOperation or ISwitchOperation or ITryOperation or IBranchOperation or ILabeledOperation:
                    return (accepted | Opaque(faults, statement).Partial(), Faults.None);
            }
        }

        return (accepted, faults);
    }

    private (Faults True, Faults Left) Sections(Faults faults, ISwitchOperation choice, bool isNegated, int depth)
    {
        var (accepted, left, rest) = (Faults.None, Faults.None, faults);

        // The default section has what no other takes, in whatever order they are written.
        foreach (var section in choice.Cases.OrderBy(static section => section.Clauses.Any(static clause => clause.CaseKind == CaseKind.Default)))
        {
            var matched = Faults.None;
            foreach (var clause in section.Clauses)
            {
                switch (clause)
                {
                    case IPatternCaseClauseOperation { Guard: var guard, Pattern: var pattern }:
                        var one = Matching(rest, pattern, false, depth);
                        matched |= guard is null ? one : Where(one, guard, false, depth);
                        rest = guard is null ? Matching(rest, pattern, true, depth) : rest;
                        break;
                    case IDefaultCaseClauseOperation:
                        (matched, rest) = (matched | rest, Faults.None);
                        break;
                    default:
                        matched |= rest.Partial();
                        break;
                }
            }

            var body = section.Body.Where(static statement => statement is not IBranchOperation { BranchKind: BranchKind.Break }).ToImmutableArray();
            var inner = Run(matched, body, isNegated, depth + 1);
            (accepted, left) = (accepted | inner.True, left | inner.Left);
        }

        return (accepted, left | rest);
    }

    // An exception, or what Polly wraps around one.
    private bool Concerns(IOperation value) => Inner(value).Type is { } type && (Faults.IsOrDerives(type, symbols.Exception)
        || (type.Name is "Outcome" or "RetryPredicateArguments" && PolicyReader.IsPolly(type))
        || type.Name == "FaultContext");

    // Without what makes a task of a truth value.
    private static IOperation Inner(IOperation value)
    {
        while (true)
        {
            value = CodeSearch.Unwrap(value);
            switch (value)
            {
                case IAwaitOperation awaited:
                    value = awaited.Operation;
                    break;
                case IObjectCreationOperation { Type.Name: "ValueTask", Arguments: [{ Value: var only }] }:
                    value = only;
                    break;
                case IInvocationOperation { TargetMethod: { Name: "FromResult", ContainingType.Name: "ValueTask" or "Task" }, Arguments: [{ Value: var result }] }:
                    value = result;
                    break;
                default:
                    return value;
            }
        }
    }
}
