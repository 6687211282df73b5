using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// What was found out about symbols, once each. Safe for use from any number of threads: under a lock, which a look holds for less time
/// than what leads to it takes. A concurrent dictionary takes twice the memory, and makes every entry anew each time that it grows.
/// </summary>
internal sealed class SymbolTable<TSymbol, TValue>
    where TSymbol : class, ISymbol
{
    private readonly Dictionary<TSymbol, TValue> _values = new(SymbolEqualityComparer.Default);

    public bool TryGetValue(TSymbol symbol, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_values)
        {
            return _values.TryGetValue(symbol, out value);
        }
    }

    /// <summary>Keeps a value, unless another thread came first.</summary>
    /// <returns>What is kept.</returns>
    public TValue Keep(TSymbol symbol, TValue value)
    {
        lock (_values)
        {
            if (_values.TryGetValue(symbol, out var known))
            {
                return known;
            }

            _values.Add(symbol, value);
            return value;
        }
    }
}
