using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Flow;

/// <summary>The uses of replies in a member.</summary>
internal static class ValueUses
{
    /// <summary>The reply of a call is looked at: it may decide what happens.</summary>
    public static bool IsReplyUsed(CallSite site)
    {
        var inner = site.Operation;
        for (var outer = inner.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IAwaitOperation or IParenthesizedOperation or IConversionOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" or "WaitAsync" } when inner == (outer as IInvocationOperation)?.Instance:
                case IConditionalAccessOperation:
                    continue;
                case IExpressionStatementOperation:
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return false;
                case IReturnOperation:
                    // An expression body of a method without a result returns nothing.
                    return inner.Type is not null && !IsBare(inner.Type) && !IsBare(TypeOfReturn(outer));
                default:
                    return true;
            }
        }

        return false;
    }

    /// <summary>The value of a read leaves the member once a later call has run: it is returned, or handed out by a parameter.</summary>
    public static bool LeavesAfter(MemberFacts facts, CallSite read, CallSite later)
    {
        var isHandedOut = IsHandedOut(facts, read);
        var inner = later.Operation;
        for (var outer = inner.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IReturnOperation { ReturnedValue: { } value }:
                    return facts.SourcesOf(value).HasCall(read.Index);
                case IBlockOperation block:
                    for (var i = block.Operations.IndexOf(inner) + 1; i > 0 && i < block.Operations.Length; i++)
                    {
                        if (Leaving(facts, block.Operations[i], read, isHandedOut) is { } leaves)
                        {
                            return leaves;
                        }
                    }

                    break;
                case ISwitchCaseOperation body:
                    for (var i = body.Body.IndexOf(inner) + 1; i > 0 && i < body.Body.Length; i++)
                    {
                        if (Leaving(facts, body.Body[i], read, isHandedOut) is { } leaves)
                        {
                            return leaves;
                        }
                    }

                    break;
                case ITryOperation attempt when inner == attempt.Finally:
                    if (attempt.Body.Descendants().OfType<IReturnOperation>().Any(result => Returns(facts, result, read, isHandedOut)))
                    {
                        return true;
                    }

                    break;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }
        }

        return isHandedOut;
    }

    /// <summary>The elements of a read are handed on to something that works with them, beyond logging and further reads.</summary>
    public static bool IsHandedOn(MemberFacts facts, CallSite read)
    {
        foreach (var operation in new OperationWalk(facts.Bodies[0].Root))
        {
            if (operation is IInvocationOperation call && IsStatement(call) && WorksWith(facts, call, read))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Something beyond a write depends on the reply of a read: another call, or the result of the member.</summary>
    public static bool DecidesMoreThan(MemberFacts facts, CallSite read, CallSite write)
    {
        if (facts.Returned.HasCall(read.Index))
        {
            return true;
        }

        foreach (var operation in new OperationWalk(facts.Bodies[0].Root))
        {
            switch (operation)
            {
                case IInvocationOperation call when call != write.Operation && IsStatement(call) && !IsLog(call)
                    && call.Syntax.SpanStart > read.Operation.Syntax.Span.End
                    && !call.Syntax.Span.Contains(write.Operation.Syntax.Span) && IsDecidedBy(facts, call, read):
                case IReturnOperation { ReturnedValue: { } value } when !IsBare(value.Type)
                    && value.Syntax.SpanStart > read.Operation.Syntax.Span.End
                    && !value.Syntax.Span.Contains(write.Operation.Syntax.Span) && IsDecidedBy(facts, operation, read):
                    return true;
            }
        }

        return false;
    }

    /// <summary>Code asks if there is a value, and nothing more.</summary>
    public static bool IsOnlyAsked(MemberFacts facts, CallSite read)
    {
        if (read.ResultLocal is not { } local)
        {
            return IsQuestion(read.Operation);
        }

        var isAsked = false;
        foreach (var operation in new OperationWalk(facts.Bodies[0].Root))
        {
            foreach (var child in operation.ChildOperations)
            {
                if (child is ILocalReferenceOperation { Local: var named } && SymbolEqualityComparer.Default.Equals(named, local))
                {
                    if (!IsQuestion(child))
                    {
                        return false;
                    }

                    isAsked = true;
                }
            }
        }

        return isAsked;
    }

    /// <summary>The written value was fetched from elsewhere after the read: a cache is filled.</summary>
    public static bool IsFetched(MemberFacts facts, CallSite read, CallSite write)
    {
        foreach (var value in write.Values.Count > 0 ? write.Values : write.Arguments.Select(static argument => argument.Value))
        {
            if (Fetches(facts, value, read, new HashSet<ISymbol>(SymbolEqualityComparer.Default)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fetches(MemberFacts facts, IOperation value, CallSite read, HashSet<ISymbol> seen)
    {
        foreach (var operation in value.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IAwaitOperation awaited when KeyReader.Unwrap(awaited) is IInvocationOperation call
                    && !facts.Sites.Exists(site => site.Operation == call && site.Kind == CallKind.Raw):
                    return true;
                case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke }:
                    return true;
                case ILocalReferenceOperation { Local: var local } when seen.Add(local):
                    if (Assigned(facts, local).Any(assigned => assigned.Syntax.SpanStart > read.Operation.Syntax.SpanStart
                        && Fetches(facts, assigned, read, seen)))
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> Assigned(MemberFacts facts, ILocalSymbol local) =>
        facts.Bodies[0].Root.Descendants().SelectMany(operation => operation switch
    {
        IVariableDeclaratorOperation { Initializer.Value: { } value } declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) => new[] { value },
        ISimpleAssignmentOperation
        {
            Target: ILocalReferenceOperation { Local: var target },
            Value: var value
        } when SymbolEqualityComparer.Default.Equals(target, local) => [value],
        _ => [],
    });

    private static bool IsQuestion(IOperation value)
    {
        var inner = value;
        for (var outer = value.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IAwaitOperation or IParenthesizedOperation or IConversionOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" }:
                case IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" } }:
                    continue;
                case IPropertyReferenceOperation { Property.Name: "HasValue" or "IsNull" or "IsNullOrEmpty" }:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                    when IsNothing(comparison.LeftOperand == inner ? comparison.RightOperand : comparison.LeftOperand):
                case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } }:
                case IInvocationOperation
                {
                    TargetMethod:
                    {
                        Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace",
                        ContainingType.SpecialType: SpecialType.System_String
                    }
                }:
                case IArgumentOperation
                {
                    Parent: IInvocationOperation
                    {
                        TargetMethod:
                        {
                            Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace",
                            ContainingType.SpecialType: SpecialType.System_String
                        }
                    }
                }:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsNothing(IOperation operand) =>
        KeyReader.Unwrap(operand) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation
        or IMemberReferenceOperation { Member: { Name: "Null" or "EmptyString", ContainingType.Name: "RedisValue" } };

    private static bool IsDecidedBy(MemberFacts facts, IOperation operation, CallSite read)
    {
        foreach (var decision in Reach.Conditions(operation))
        {
            if (facts.SourcesOf(decision.Condition).HasCall(read.Index))
            {
                return true;
            }
        }

        return false;
    }

    // Called for what it does: as a statement, awaited or not.
    private static bool IsStatement(IInvocationOperation call)
    {
        IOperation inner = call;
        for (var outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IAwaitOperation or IParenthesizedOperation or IConversionOperation or IConditionalAccessOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" }:
                case IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType.Name: "Task" } }:
                case IArgumentOperation
                {
                    Parent: IInvocationOperation
                    {
                        TargetMethod:
                        {
                            Name: "WhenAll" or "Select",
                            ContainingType.Name: "Task" or "Enumerable"
                        }
                    }
                }:
                    continue;
                case IReturnOperation { Parent: IBlockOperation { Parent: IAnonymousFunctionOperation { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: { } runner } } } } }
                    when runner is IInvocationOperation { TargetMethod.Name: "Select" or "ForEach" or "ForEachAsync" or "ForAll" }:
                    return true;
                case IExpressionStatementOperation:
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool WorksWith(MemberFacts facts, IInvocationOperation call, CallSite read)
    {
        if (IsLog(call)
            || call.TargetMethod.ContainingNamespace?.ToString().StartsWith("System.Collections", StringComparison.Ordinal) == true)
        {
            return false;
        }

        var site = facts.Sites.Find(one => one.Operation == call);
        switch (site?.Kind)
        {
            // A further command: what is added elsewhere is handed on; what is only named as a key, or removed, is not.
            case CallKind.Raw or CallKind.Execute or CallKind.Attributed:
                return site.Direct.Exists(static effect => effect.IsWrite
                    && effect.Command.Use is not (ValueUse.Remove or ValueUse.Expire or ValueUse.Other))
                    && site.ValueSources.HasCall(read.Index);
            case CallKind.Source when site.Effects.Count > 0
                && site.Effects.TrueForAll(static effect => !effect.IsWrite
                || effect.Command.Use is ValueUse.Remove or ValueUse.Expire or ValueUse.Other):
                return false;
        }

        foreach (var argument in call.Arguments)
        {
            if (facts.SourcesOf(argument.Value).HasCall(read.Index))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLog(IInvocationOperation call)
    {
        var type = call.TargetMethod.ContainingType;
        return type?.Name is "Console" or "Debug" or "Trace" or "Activity" or "Log" or "ILogger" or "LoggerExtensions" or "TextWriter" or "Interlocked" or "Thread" or "Assert"
            || type?.ContainingNamespace?.ToString() is { } space
            && (space.StartsWith("Microsoft.Extensions.Logging", StringComparison.Ordinal)
                || space.StartsWith("Serilog", StringComparison.Ordinal) || space.StartsWith("NLog", StringComparison.Ordinal)
                || space.StartsWith("log4net", StringComparison.Ordinal)
                || space.StartsWith("System.Diagnostics", StringComparison.Ordinal));
    }

    private static bool? Leaving(MemberFacts facts, IOperation statement, CallSite read, bool isHandedOut)
    {
        switch (statement)
        {
            case IReturnOperation { Kind: OperationKind.Return } result:
                return Returns(facts, result, read, isHandedOut);
            case IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation:
                return false;
            case IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IParameterReferenceOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref }, Value: var value } }
                when isHandedOut && !facts.SourcesOf(value).HasCall(read.Index):
                return false;
            case IReturnOperation
            {
                Kind: OperationKind.YieldReturn,
                ReturnedValue: { } value
            } when facts.SourcesOf(value).HasCall(read.Index):
                return true;
        }

        foreach (var result in statement.Descendants().OfType<IReturnOperation>())
        {
            if (result.ReturnedValue is not null && !IsInFunction(result, statement) && Returns(facts, result, read, isHandedOut))
            {
                return true;
            }
        }

        return null;
    }

    private static bool IsInFunction(IOperation operation, IOperation within)
    {
        for (var outer = operation.Parent; outer is not null && outer != within; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    // A method with an out parameter returns false if there is no value.
    private static bool Returns(MemberFacts facts, IReturnOperation result, CallSite read, bool isHandedOut) =>
        result.ReturnedValue is { } value
        && (facts.SourcesOf(value).HasCall(read.Index) || (isHandedOut && value.ConstantValue is not { HasValue: true, Value: false }));

    private static bool IsHandedOut(MemberFacts facts, CallSite read)
    {
        if (facts.Symbol is not IMethodSymbol method
            || !method.Parameters.Any(static parameter => parameter.RefKind is RefKind.Out or RefKind.Ref))
        {
            return false;
        }

        foreach (var operation in new OperationWalk(facts.Bodies[0].Root))
        {
            if (operation is IAssignmentOperation
                {
                    Target: IParameterReferenceOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref },
                    Value: var value
                } && facts.SourcesOf(value).HasCall(read.Index))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBare(ITypeSymbol? type) =>
        type is null or { SpecialType: SpecialType.System_Void } or INamedTypeSymbol
        {
            Name: "Task" or "ValueTask",
            TypeArguments.IsEmpty: true
        };

    private static ITypeSymbol? TypeOfReturn(IOperation result)
    {
        for (var outer = result.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol.ReturnType;
                case ILocalFunctionOperation function:
                    return function.Symbol.ReturnType;
            }
        }

        return result.SemanticModel?.GetEnclosingSymbol(result.Syntax.SpanStart) is IMethodSymbol method ? method.ReturnType : result.Type;
    }
}
