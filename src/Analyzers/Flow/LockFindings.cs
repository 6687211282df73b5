using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>Locks that are released or extended by a caller that may not hold them any more.</summary>
internal static class LockFindings
{
    /// <summary>Read, compare with a token, then delete or prolong.</summary>
    public static bool IsRelease(MemberFacts facts, CallSite source, Effect read, CallSite site, Effect write) =>
        IsEnd(write) && read.Command.Name == "GET" && site.Control.HasCall(source.Index)
        && site.Conditions.Any(decision => decision.Holds is { } holds && Compares(facts, decision.Condition, holds, source));

    /// <summary>Taken by SET NX, and deleted with no check.</summary>
    public static bool IsUncheckedRelease(MemberFacts facts, CallSite source, Effect claim, CallSite site, Effect write) =>
        claim.Has(EffectTraits.Claims) && write.Command is { Use: ValueUse.Remove, Part: ValuePart.Whole }
        && source.Kind != CallKind.Source && site.Kind != CallKind.Source
        && !IsCompensation(site) && IsReleasedInAnyCase(facts, source, site, write) && Reach.MayFollow(source.Operation, site.Operation);

    /// <summary>The delete takes back a mark because what was to follow has failed.</summary>
    public static bool IsCompensation(CallSite site)
    {
        for (var outer = site.Operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    // Whatever the work gives, the lock ends: nothing but its being taken decides that.
    private static bool IsReleasedInAnyCase(MemberFacts facts, CallSite source, CallSite site, Effect write)
    {
        foreach (var decision in site.Conditions)
        {
            if (source.Conditions.Any(earlier => earlier.Condition == decision.Condition))
            {
                continue;
            }

            foreach (var part in decision.Parts())
            {
                if (!IsOf(source, part.Condition) && !IsReleasedElsewhere(facts, site, write, decision))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // The other branch of the condition releases the lock as well.
    private static bool IsReleasedElsewhere(MemberFacts facts, CallSite site, Effect write, Decision decision) =>
        decision.Holds is { } holds
        && facts.Sites.Exists(other => other != site
        && other.Conditions.Any(otherwise => otherwise.Condition == decision.Condition && otherwise.Holds == !holds)
            && other.Direct.Exists(effect => effect.Command.Use == ValueUse.Remove && effect.Key.Equals(write.Key)));

    private static bool IsOf(CallSite source, IOperation condition)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            if (operation == source.Operation
                || (operation is ILocalReferenceOperation { Local: var local }
                && (SymbolEqualityComparer.Default.Equals(local, source.ResultLocal) || IsAssignedFrom(source, local))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAssignedFrom(CallSite source, ILocalSymbol local)
    {
        for (var outer = source.Operation.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IAwaitOperation or IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IUnaryOperation:
                    continue;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var declared } }:
                    return SymbolEqualityComparer.Default.Equals(declared, local);
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var target } }:
                    return SymbolEqualityComparer.Default.Equals(target, local);
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsEnd(Effect write) => write.Command is { Part: ValuePart.Whole, Use: ValueUse.Remove or ValueUse.Expire };

    // The condition is met only where what was read equals the token.
    private static bool Compares(MemberFacts facts, IOperation? condition, bool holds, CallSite source)
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
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when holds:
                    return Compares(facts, both.LeftOperand, holds, source) || Compares(facts, both.RightOperand, holds, source);
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when !holds:
                    return Compares(facts, either.LeftOperand, holds, source) || Compares(facts, either.RightOperand, holds, source);
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison:
                    return holds == (comparison.OperatorKind == BinaryOperatorKind.Equals)
                        && AreReadAndToken(facts, comparison.LeftOperand, comparison.RightOperand, source);
                case IInvocationOperation { TargetMethod.Name: "Equals" or "SequenceEqual" or "FixedTimeEquals" } call:
                    return holds
                        && (call is { Instance: { } instance, Arguments: [var other, ..] } ? AreReadAndToken(facts, instance, other.Value,
                        source)
                        : call is { Arguments: [var one, var two, ..] } && AreReadAndToken(facts, one.Value, two.Value, source));
                case ILocalReferenceOperation { Local: var local } when facts.Scope.OnlyValue(local) is { } only:
                    condition = only;
                    continue;
                default:
                    return false;
            }
        }
    }

    private static bool AreReadAndToken(MemberFacts facts, IOperation left, IOperation right, CallSite source) =>
        (IsReadIn(facts, left, source) && IsToken(facts, right, source))
            || (IsReadIn(facts, right, source) && IsToken(facts, left, source));

    private static bool IsReadIn(MemberFacts facts, IOperation operand, CallSite source) => facts.SourcesOf(operand).HasCall(source.Index);

    // A constant is a state. A lock has a token of its holder.
    private static bool IsToken(MemberFacts facts, IOperation operand, CallSite source)
    {
        var plain = KeyReader.Unwrap(operand);
        if (plain is null || plain.ConstantValue.HasValue || IsReadIn(facts, plain, source))
        {
            return false;
        }

        return plain switch
        {
            IMemberReferenceOperation { Member.ContainingType: { } type } => type.SpecialType != SpecialType.System_String
                && type.Name != "RedisValue",
            ILocalReferenceOperation or IParameterReferenceOperation or IInterpolatedStringOperation or IBinaryOperation => true,
            IInvocationOperation call => call.Instance is not null || call.Arguments.Length > 0 || !call.TargetMethod.IsStatic
                || SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, facts.Symbol?.ContainingAssembly),
            _ => false,
        };
    }
}
