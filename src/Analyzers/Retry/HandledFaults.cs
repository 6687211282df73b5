using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Recognises code that turns every fault of Redis into an answer: a cache miss, a default, a log entry.</summary>
internal sealed class HandledFaults(KnownSymbols symbols)
{
    private readonly ExceptionFilter _filter = new(symbols);

    /// <summary>A <c>try</c> of the same function catches what Redis throws here, and does not throw it on.</summary>
    public bool IsHandled(IOperation call)
    {
        for (var (inner, around) = (call, call.Parent); around is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, around) = (around, around.Parent))
        {
            if (around is ITryOperation attempt && inner == attempt.Body && attempt.Catches.Any(IsHandling))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsHandling(ICatchClauseOperation handler) =>
        _filter.Narrow(Faults.Of(handler.ExceptionType), handler.Filter).AfterApplied(symbols) is not null
        && !handler.Handler.Descendants().Any(static part => part is IThrowOperation);
}
