using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>
/// The places of a compilation that have one name, by what they mean: each file is read once, and each place bound once, however many
/// symbols of that name are asked about. Safe for use from any number of threads.
/// </summary>
internal sealed class NameUses
{
    private readonly Lazy<Dictionary<SyntaxTree, SyntaxNode[]>> _places;
    private readonly Lazy<ILookup<ISymbol, IOperation>> _all;
    private readonly ConcurrentDictionary<SyntaxTree, Lazy<(ISymbol Meant, IOperation Operation)[]>> _bound = new();
    private readonly Func<SyntaxNode, (ISymbol Meant, IOperation Operation)?> _bind;

    public NameUses(IEnumerable<SyntaxNode> places, Func<SyntaxNode, (ISymbol Meant, IOperation Operation)?> bind)
    {
        _bind = bind;
        _places = new(() => places.GroupBy(static place => place.SyntaxTree).ToDictionary(static file => file.Key, static file => file.ToArray()));
        _all = new(() => _places.Value.Keys.SelectMany(Bound).ToLookup(static use => use.Meant, static use => use.Operation, (IEqualityComparer<ISymbol>)SymbolEqualityComparer.Default));
    }

    /// <summary>Nothing has the name, whatever it may mean.</summary>
    public bool IsEmpty => _places.Value.Count == 0;

    /// <summary>All uses of the name. All places are bound for it.</summary>
    public IEnumerable<IOperation> All => _all.Value.SelectMany(static uses => uses);

    /// <summary>The uses of a symbol. All places are bound for it.</summary>
    public IEnumerable<IOperation> Of(ISymbol symbol) => _all.Value[symbol];

    /// <summary>The uses of a symbol in some of the files. Only these are bound.</summary>
    public IEnumerable<IOperation> In(IEnumerable<SyntaxTree> files, ISymbol symbol) => files.Where(_places.Value.ContainsKey).SelectMany(Bound)
        .Where(use => SymbolEqualityComparer.Default.Equals(use.Meant, symbol)).Select(static use => use.Operation);

    private (ISymbol Meant, IOperation Operation)[] Bound(SyntaxTree file) =>
        _bound.GetOrAdd(file, one => new(() => _places.Value[one].Select(_bind).Where(static use => use is not null).Select(static use => use!.Value).ToArray())).Value;
}
