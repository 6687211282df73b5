using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// What was found out about symbols, once each. Safe for use from any number of threads: in shares under a lock each, which a look holds
/// for less time than what leads to it takes. A concurrent dictionary takes twice the memory, and makes every entry anew each time that
/// it grows; and what one large array leaves behind as it grows stays until all of the heap is collected.
/// </summary>
internal sealed class SymbolTable<TSymbol, TValue>
    where TSymbol : class, ISymbol
{
    // A power of two. Of 100,000 symbols, a share has too few for an array of the large object heap (85,000 bytes).
    private const int Shares = 64;

    private readonly Dictionary<TSymbol, TValue>?[] _shares = new Dictionary<TSymbol, TValue>?[Shares];

    public bool TryGetValue(TSymbol symbol, [MaybeNullWhen(false)] out TValue value)
    {
        var share = ShareOf(symbol);
        lock (share)
        {
            return share.TryGetValue(symbol, out value);
        }
    }

    /// <summary>Keeps a value, unless another thread came first.</summary>
    /// <returns>What is kept.</returns>
    public TValue Keep(TSymbol symbol, TValue value)
    {
        var share = ShareOf(symbol);
        lock (share)
        {
            if (share.TryGetValue(symbol, out var known))
            {
                return known;
            }

            share.Add(symbol, value);
            return value;
        }
    }

    private Dictionary<TSymbol, TValue> ShareOf(TSymbol symbol)
    {
        // The upper bits too: symbols may differ in these alone.
        var hash = (uint)SymbolEqualityComparer.Default.GetHashCode(symbol) * 2654435769u;
        ref var share = ref _shares[hash >> 26];
        return Volatile.Read(ref share) ?? Add(ref share);
    }

    private static Dictionary<TSymbol, TValue> Add(ref Dictionary<TSymbol, TValue>? share)
    {
        var added = new Dictionary<TSymbol, TValue>(SymbolEqualityComparer.Default);
        return Interlocked.CompareExchange(ref share, added, comparand: null) ?? added;
    }
}
