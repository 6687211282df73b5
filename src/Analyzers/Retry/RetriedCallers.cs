using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>
/// Answers whether a method is called by retried code only, wherever in the compilation that stands: in a helper, a decorator, a pipeline
/// of another type. Safe for use from any number of threads.
/// </summary>
internal sealed class RetriedCallers(KnownSymbols symbols)
{
    [ThreadStatic]
    private static RetrySearch? _search;

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The method that an operation stands in is called, and by nothing that does not retry it.</summary>
    public bool AreAround(IOperation operation) => MethodAround(operation) is { } method && AreAll(method) is true;

    private IMethodSymbol? MethodAround(IOperation operation) =>
        Sources.Root(operation).Syntax is MethodDeclarationSyntax declaration && symbols.Sources.MayBeCalled(declaration.Identifier.ValueText)
        && operation.SemanticModel?.GetDeclaredSymbol(declaration) is { } method
            ? method.PartialDefinitionPart ?? method
            : null;

    // Null where the method is called by itself alone, as far as that has been asked.
    private bool? AreAll(IMethodSymbol method)
    {
        if (_answers.TryGetValue(method, out var known))
        {
            return known;
        }

        var search = _search ??= new RetrySearch();
        if (!search.TryEnter(method))
        {
            return null;
        }

        try
        {
            var found = Ask(method);

            // One caller without retry is enough; that there is none is known only when all have been asked.
            return found is false || search.IsWhole ? _answers.GetOrAdd(method, found is true) : found;
        }
        finally
        {
            search.Leave(method);
        }
    }

    private bool? Ask(IMethodSymbol method)
    {
        var contracts = Sources.Contracts(method).ToArray();

        // A base type or interface of another assembly is called by others.
        if (!contracts.All(symbols.Sources.HasCode))
        {
            return false;
        }

        var decorated = contracts.Where(contract => !SymbolEqualityComparer.Default.Equals(contract, method) && IsDecorated(contract)).ToArray();
        var called = contracts.Except(decorated, (IEqualityComparer<IMethodSymbol>)SymbolEqualityComparer.Default).ToArray();

        // Most methods have a caller without retry, and most callers are near.
        return called.SelectMany(symbols.Sources.NearCalls).Any(use => AreRetried(use) is false) ? false
            : Join(called.SelectMany(symbols.Sources.Calls).Select(AreRetried).Concat(decorated.Select(static _ => (bool?)true)));
    }

    private static bool? Join(IEnumerable<bool?> parts)
    {
        bool? all = null;
        foreach (var part in parts)
        {
            if (part is false)
            {
                return false;
            }

            all ??= part;
        }

        return all;
    }

    // Who calls an interface that has a decorator with a retry is given the decorator. It names the interface.
    private bool IsDecorated(IMethodSymbol contract) => symbols.Sources.NearCalls(contract).Any(use => MethodAround(use) is { } method
        && Sources.Contracts(method).Contains(contract, SymbolEqualityComparer.Default) && IsRetried(use) is true);

    // Null where the method around it is to be asked. Nobody knows when a delegate runs that no retry is handed.
    private bool? IsRetried(IOperation use)
    {
        if (symbols.Retry.ScopesOf(use).Any(IncludesRedis))
        {
            return true;
        }

        return use is IInvocationOperation ? null : symbols.Retry.ScopesAround(use).Any(IncludesRedis);
    }

    private bool IncludesRedis(RetryScope scope) => scope.Faults.IncludeRedis(symbols);

    private bool? AreRetried(IOperation use) => IsRetried(use) ?? (MethodAround(use) is { } method ? AreAll(method) : false);
}
