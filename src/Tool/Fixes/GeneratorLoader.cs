using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Tool.Fixes;

/// <summary>Loads the user's generators, with what lies beside them. Roslyn itself is the tool's own.</summary>
internal sealed class GeneratorLoader : IAnalyzerAssemblyLoader
{
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly AssemblyLoadContext _context = new("generators");

    public GeneratorLoader() => _context.Resolving += Resolve;

    /// <inheritdoc/>
    public void AddDependencyLocation(string fullPath) => _folders.Add(Path.GetDirectoryName(fullPath)!);

    /// <inheritdoc/>
    public Assembly LoadFromPath(string fullPath)
    {
        AddDependencyLocation(fullPath);
        return _context.LoadFromAssemblyPath(fullPath);
    }

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        foreach (var path in _folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).Where(File.Exists))
        {
            return context.LoadFromAssemblyPath(path);
        }

        return null;
    }
}
