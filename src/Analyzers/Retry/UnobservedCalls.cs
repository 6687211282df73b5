using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Recognises calls whose failure reaches no retry around them.</summary>
internal static class UnobservedCalls
{
    private const int FireAndForget = 2;

    /// <summary>The call is sent without waiting for its reply.</summary>
    public static bool IsFireAndForget(IInvocationOperation call, KnownSymbols symbols) => call.Arguments.Any(argument =>
        SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags)
        && argument.Value.ConstantValue is { HasValue: true, Value: int flags } && (flags & FireAndForget) != 0);

    /// <summary>The call returns a task that nothing looks at: a statement of its own, a discard, or a local that is never read.</summary>
    public static bool IsLeft(IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal))
        {
            return false;
        }

        return call.Parent switch
        {
            // The value of an expression-bodied lambda is returned, though it looks like a statement where the delegate is void.
            IExpressionStatementOperation { IsImplicit: false } => true,
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } } =>
                !CodeSearch.Root(call).Descendants().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, local)),
            _ => false,
        };
    }

    /// <summary>
    /// A retry cannot repeat the call: its own failure never arrives there, and no call that is waited for comes after it in the repeated code.
    /// </summary>
    public static bool IsNeverRepeated(IInvocationOperation call, IOperation? repeated, KnownSymbols symbols) =>
        (IsFireAndForget(call, symbols) || IsLeft(call))
        && repeated?.Descendants().OfType<IInvocationOperation>().Any(later => later.Syntax.SpanStart > call.Syntax.Span.End
            && RedisCall.Of(later, symbols) is { Sends: true } && !IsFireAndForget(later, symbols) && !IsLeft(later)) != true;
}
