using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Something that repeats a call after a fault.</summary>
/// <param name="Kind">What tries again.</param>
/// <param name="Execution">The call that is handed the delegate, or the loop, or the call on the retrying receiver.</param>
/// <param name="Body">The code that runs again: a lambda, a function's body, a loop's body; null where that is the call alone.</param>
/// <param name="Faults">After which exceptions.</param>
/// <param name="IsCertain">That it is a retry is shown, and not only that it is a pipeline of unknown content.</param>
/// <param name="EndsOnSuccess">It stops when the call succeeds: a worker's loop goes round after a success as well.</param>
internal sealed record RetryScope(RetryKind Kind, IOperation Execution, IOperation? Body, Faults Faults, bool IsCertain, bool EndsOnSuccess = true)
{
    /// <summary>The call is the first of two attempts that are both in the code: rules report the second.</summary>
    public bool IsFirst(IOperation call) => Kind == RetryKind.Again && Execution is ITryOperation attempt && attempt.Body.Syntax.Span.Contains(call.Syntax.Span);

    /// <summary>The words for it in a message.</summary>
    public string Name => Kind switch
    {
        RetryKind.Loop when Execution is ILoopOperation => "the loop around it",
        RetryKind.Loop => "the handler of the fault",
        RetryKind.Again => "this second attempt",
        RetryKind.Client => "WithRetry",
        RetryKind.Router => "the router",
        RetryKind.Helper => "what runs this delegate",
        _ => "the retry around it",
    };
}
