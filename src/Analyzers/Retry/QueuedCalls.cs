using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Finds the commands that a transaction or batch sends when it is executed, where it is made and filled in the same code.</summary>
internal sealed class QueuedCalls(KnownSymbols symbols)
{
    private const int Deepest = 4;

    /// <summary>The commands of a queue that are sent whatever is stored: empty where a condition decides, or nothing is known of the queue.</summary>
    public IEnumerable<RedisCall> SentBy(RedisCall execution)
    {
        if (!execution.SendsQueue || CodeSearch.Named(execution.Operation.Instance) is not (ILocalSymbol or IParameterSymbol))
        {
            return [];
        }

        var queue = CodeSearch.Named(execution.Operation.Instance)!;
        var root = Around(execution.Operation);

        // A condition that fails after the first time keeps the second from being applied.
        var uses = Uses(root, queue, 0).ToArray();
        return uses.OfType<IInvocationOperation>().Any(static use => use.TargetMethod.Name == "AddCondition") ? []
            : uses.OfType<IInvocationOperation>().Select(use => RedisCall.Of(use, symbols)).OfType<RedisCall>().Where(static call => call.IsQueued && !call.SendsQueue)

                // What is queued on a batch fails by its own task alone.
                .Where(call => execution.Type == ClientType.Transaction || !(UnobservedCalls.IsLeft(call.Operation) || UnobservedCalls.IsFireAndForget(call.Operation, symbols)));
    }

    // The calls on the queue itself, here and in methods that it is handed to.
    private IEnumerable<IOperation> Uses(IOperation body, ISymbol queue, int depth)
    {
        foreach (var operation in body.Descendants())
        {
            if (operation is not IInvocationOperation call)
            {
                continue;
            }

            if (call.Instance is { } receiver && SymbolEqualityComparer.Default.Equals(CodeSearch.Named(receiver), queue))
            {
                yield return call;
            }

            foreach (var argument in call.Arguments)
            {
                if (depth < Deepest && argument.Parameter is { OriginalDefinition: var parameter } && SymbolEqualityComparer.Default.Equals(CodeSearch.Named(argument.Value), queue)
                    && parameter.ContainingSymbol is IMethodSymbol method)
                {
                    foreach (var inner in symbols.Code.Bodies(method).SelectMany(code => Uses(code, parameter, depth + 1)))
                    {
                        yield return inner;
                    }
                }
            }
        }
    }

    // The lambda or member that makes the queue: another one has a queue of its own.
    private static IOperation Around(IOperation operation)
    {
        var around = operation;
        while (around.Parent is { } further && around is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            around = further;
        }

        return around;
    }
}
