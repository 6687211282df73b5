using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Retry;

/// <summary>Finds the calls of StackExchange.Redis that code leads to through methods of this compilation. Safe for use from any number of threads.</summary>
internal sealed class ReachedCalls(KnownSymbols symbols)
{
    /// <summary>More methods than lie between a retry and its calls in code that people write; the search ends quietly there.</summary>
    private const int MostMethods = 200;

    /// <summary>More calls than lie between them: far from the retry, a call is seldom what it is meant for.</summary>
    private const int Deepest = 5;

    private readonly ConcurrentDictionary<ISymbol, (RedisCall[] Calls, IMethodSymbol[] Methods)> _direct = new(SymbolEqualityComparer.Default);

    /// <summary>The calls, each with the place in the code that leads there: an invocation or a method group.</summary>
    public IEnumerable<(IOperation Site, RedisCall Call)> From(IOperation body)
    {
        var steps = 0;
        foreach (var site in body.DescendantsAndSelf())
        {
            if (Target(site) is not { } target)
            {
                continue;
            }

            var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            var next = new Queue<(IMethodSymbol Method, int Depth)>([(target, 1)]);
            while (next.Count > 0 && steps < MostMethods)
            {
                var (method, depth) = next.Dequeue();
                if (!seen.Add(method))
                {
                    continue;
                }

                steps++;

                var (calls, methods) = _direct.GetOrAdd(method, Read);
                foreach (var call in calls)
                {
                    yield return (site, call);
                }

                foreach (var further in depth < Deepest ? methods : [])
                {
                    next.Enqueue((further, depth + 1));
                }
            }
        }
    }

    private (RedisCall[] Calls, IMethodSymbol[] Methods) Read(ISymbol method)
    {
        var calls = new List<RedisCall>();
        var methods = new List<IMethodSymbol>();
        foreach (var operation in symbols.Code.Bodies(method).SelectMany(static body => body.Descendants()))
        {
            if (operation is IInvocationOperation invocation && RedisCall.Of(invocation, symbols) is { Sends: true } call)
            {
                calls.Add(call);
            }
            else if (Target(operation) is { } target)
            {
                methods.Add(target);
            }
        }

        return ([.. calls], [.. methods]);
    }

    // A method whose code is here; of an interface or an abstract one, the only implementation.
    private IMethodSymbol? Target(IOperation site)
    {
        var method = site switch
        {
            IInvocationOperation call => call.TargetMethod.OriginalDefinition,
            IMethodReferenceOperation reference => reference.Method.OriginalDefinition,
            _ => null,
        };
        if (method is not { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.ExplicitInterfaceImplementation } || !symbols.Code.HasCode(method))
        {
            return null;
        }

        if (!method.IsAbstract)
        {
            return method;
        }

        return symbols.Code.Implementations(method) is [IMethodSymbol only] && symbols.Code.HasCode(only) ? only.OriginalDefinition : null;
    }
}
