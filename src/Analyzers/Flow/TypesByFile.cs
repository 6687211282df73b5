using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// The types that have members of a kind, by file: each comes up once, however many such members it has, and in whatever order the
/// driver's threads show members and the end of their file.
/// </summary>
internal sealed class TypesByFile
{
    private static readonly INamedTypeSymbol[] None = [];

    private readonly Dictionary<SyntaxTree, List<INamedTypeSymbol>> _types = [];
    private readonly HashSet<SyntaxTree> _closed = [];

    /// <summary>Takes note of a type until its file is closed.</summary>
    /// <returns>Whether that has happened already, and the type had not come up by then.</returns>
    public bool AddLate(SyntaxTree tree, INamedTypeSymbol type)
    {
        lock (_types)
        {
            return Add(tree, type) && _closed.Contains(tree);
        }
    }

    /// <summary>Closes a file, and gives the types that have come up in it, and those of the members that had to wait for that.</summary>
    public IReadOnlyList<INamedTypeSymbol> Close(SyntaxTree tree, List<INamedTypeSymbol>? deferred)
    {
        lock (_types)
        {
            _closed.Add(tree);
            foreach (var type in deferred ?? [])
            {
                Add(tree, type);
            }

            // What comes later adds to the list, and not to what is given back.
            return _types.TryGetValue(tree, out var types) ? types.ToArray() : None;
        }
    }

    // The most files have no such type, or one.
    private bool Add(SyntaxTree tree, INamedTypeSymbol type)
    {
        if (!_types.TryGetValue(tree, out var types))
        {
            _types.Add(tree, types = new(1));
        }
        else if (types.Contains(type, SymbolEqualityComparer.Default))
        {
            return false;
        }

        types.Add(type);
        return true;
    }
}
