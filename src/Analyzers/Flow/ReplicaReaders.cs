using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// The types whose members read replicas, by file: each comes up once, however many such members it has, and in whatever order the
/// driver's threads show members and the end of their file.
/// </summary>
internal sealed class ReplicaReaders
{
    private static readonly List<INamedTypeSymbol> None = [];

    private readonly Dictionary<SyntaxTree, FileReaders> _files = [];

    /// <summary>Takes note of a type until its file is closed.</summary>
    /// <returns>Whether that has happened already, and the type had not come up by then.</returns>
    public bool AddLate(SyntaxTree tree, INamedTypeSymbol type)
    {
        lock (_files)
        {
            var file = Of(tree);
            return file.Add(type) && file.IsClosed;
        }
    }

    /// <summary>Closes a file, and gives the types that have come up in it, and those of the members that had to wait for that.</summary>
    public List<INamedTypeSymbol> Close(SyntaxTree tree, List<INamedTypeSymbol>? deferred)
    {
        lock (_files)
        {
            var file = Of(tree);
            file.IsClosed = true;
            deferred?.ForEach(type => file.Add(type));

            // What comes later adds to the set, and not to what is given back.
            return file.Types is { } types ? [.. types] : None;
        }
    }

    private FileReaders Of(SyntaxTree tree)
    {
        if (!_files.TryGetValue(tree, out var file))
        {
            _files.Add(tree, file = new());
        }

        return file;
    }

    private sealed class FileReaders
    {
        public bool IsClosed { get; set; }

        public List<INamedTypeSymbol>? Types { get; private set; }

        // The most files have a type or two.
        public bool Add(INamedTypeSymbol type)
        {
            if (Types?.Contains(type, SymbolEqualityComparer.Default) == true)
            {
                return false;
            }

            (Types ??= new(1)).Add(type);
            return true;
        }
    }
}
