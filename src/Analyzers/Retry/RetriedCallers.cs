using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>
/// Answers whether a method is called by retried code only, wherever in the compilation that is: in a helper, a decorator, a pipeline
/// of another type. Safe for use from any number of threads.
/// </summary>
internal sealed class RetriedCallers(KnownSymbols symbols)
{
    /// <summary>More methods than lead to one call in code that people write; the search ends quietly there.</summary>
    private const int MostCallers = 256;

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _answers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, Lazy<(bool IsBare, bool IsRetried, IMethodSymbol[] Callers)>> _uses = new(SymbolEqualityComparer.Default);
    private int _questions;

    /// <summary>The number of uses that have been looked at.</summary>
    public int Questions => _questions;

    /// <summary>The method that an operation is in is called, and by nothing that does not retry it.</summary>
    public bool AreAround(IOperation operation) => MethodAround(operation) is { } method && AreAll(method);

    private IMethodSymbol? MethodAround(IOperation operation) =>
        CodeSearch.Root(operation).Syntax is MethodDeclarationSyntax declaration && (symbols.Code.MayBeCalled(declaration.Identifier.ValueText) || MayBeJob(declaration))
        && operation.SemanticModel?.GetDeclaredSymbol(declaration) is IMethodSymbol method
            ? method.PartialDefinitionPart ?? method
            : null;

    // A framework finds it by an interface or an attribute.
    private static bool MayBeJob(MethodDeclarationSyntax declaration) => declaration.Parent is TypeDeclarationSyntax type
        && (type.BaseList is not null || type.AttributeLists.Count > 0 || declaration.AttributeLists.Count > 0
            || declaration.ParameterList.Parameters.Any(static parameter => parameter.AttributeLists.Count > 0));

    // Up the callers until one retries; each method is looked at once, however many call each other.
    private bool AreAll(IMethodSymbol method)
    {
        if (_answers.TryGetValue(method, out var known))
        {
            return known;
        }

        var isRetried = false;
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { method };
        var next = new Queue<IMethodSymbol>([method]);
        while (next.Count > 0)
        {
            var asked = next.Dequeue();
            if (_answers.TryGetValue(asked, out known))
            {
                if (!known)
                {
                    return _answers.GetOrAdd(method, false);
                }

                isRetried = true;
                continue;
            }

            // One caller without retry is enough.
            var uses = _uses.GetOrAdd(asked, one => new(() => Ask(one))).Value;
            if (uses.IsBare)
            {
                _answers.TryAdd(asked, false);
                return _answers.GetOrAdd(method, false);
            }

            isRetried |= uses.IsRetried;
            foreach (var caller in uses.Callers)
            {
                if (seen.Add(caller))
                {
                    next.Enqueue(caller);
                }
            }

            if (seen.Count > MostCallers)
            {
                return _answers.GetOrAdd(method, true);
            }
        }

        // Methods that only call each other are called by nothing.
        return _answers.GetOrAdd(method, isRetried);
    }

    private (bool IsBare, bool IsRetried, IMethodSymbol[] Callers) Ask(IMethodSymbol method)
    {
        // A framework repeats the job that fails.
        if (FrameworkJobs.IsRepeated(method))
        {
            return (false, true, []);
        }

        var contracts = CodeSearch.Contracts(method).ToArray();

        // A base type or interface of another assembly is called by others.
        if (!contracts.All(symbols.Code.HasCode))
        {
            return (true, false, []);
        }

        var decorated = contracts.Where(contract => !SymbolEqualityComparer.Default.Equals(contract, method) && IsDecorated(contract)).ToArray();
        var isRetried = decorated.Length > 0;
        var callers = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var called = contracts.Except(decorated, (IEqualityComparer<IMethodSymbol>)SymbolEqualityComparer.Default).ToArray();

        // Most methods have a caller without retry, and most callers are near.
        foreach (var use in called.SelectMany(symbols.Code.NearCalls).Concat(called.SelectMany(symbols.Code.Calls)))
        {
            Interlocked.Increment(ref _questions);
            switch (IsRetried(use))
            {
                case true:
                    isRetried = true;
                    break;
                case false:
                    return (true, false, []);
                default:
                    if (MethodAround(use) is not { } caller)
                    {
                        return (true, false, []);
                    }

                    callers.Add(caller);
                    break;
            }
        }

        return (!isRetried && callers.Count == 0, isRetried, [.. callers]);
    }

    // A caller of an interface that has a decorator with a retry gets the decorator. It names the interface.
    private bool IsDecorated(IMethodSymbol contract) => symbols.Code.NearCalls(contract).Any(use => MethodAround(use) is { } method
        && CodeSearch.Contracts(method).Contains(contract, SymbolEqualityComparer.Default) && IsRetried(use) is true);

    // Null where the method around it is to be asked. A delegate that no retry is handed runs at an unknown time.
    private bool? IsRetried(IOperation use)
    {
        if (symbols.Retry.ScopesWithin(use).Any(IncludesRedis) || FrameworkJobs.IsEnqueued(use))
        {
            return true;
        }

        return use is IInvocationOperation ? null : symbols.Retry.ScopesAround(use).Any(IncludesRedis);
    }

    private bool IncludesRedis(RetryScope scope) => scope.Faults.IncludeRedis(symbols);
}
