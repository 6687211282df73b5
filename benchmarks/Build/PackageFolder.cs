using System.Reflection;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Benchmarks.Build;

/// <summary>The folder of a package that the build named, and what a compiler of this version would take from it.</summary>
internal sealed class PackageFolder(string name)
{
    private static readonly Version Roslyn = typeof(Compilation).Assembly.GetName().Version!;

    private readonly string _path = typeof(PackageFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Folder:" + name).Value!;

    /// <summary>The analyzer assembly of this name, for the newest Roslyn that is not newer than ours.</summary>
    public string Analyzer(string assembly) => Directory
        .EnumerateFiles(Path.Combine(_path, "analyzers"), assembly + ".dll", SearchOption.AllDirectories)
        .Select(static file => (File: file, Version: VersionOf(file)))
        .Where(static candidate => candidate.Version <= Roslyn)
        .MaxBy(static candidate => candidate.Version).File;

    /// <summary>The library, for the newest framework that is not newer than ours.</summary>
    public MetadataReference Library(string assembly)
    {
        string[] frameworks = ["net10.0", "net9.0", "net8.0", "netstandard2.1", "netstandard2.0"];
        return MetadataReference.CreateFromFile(frameworks
            .Select(framework => Path.Combine(_path, "lib", framework, assembly + ".dll"))
            .First(File.Exists));
    }

    private static Version VersionOf(string file) => file.Split(Path.DirectorySeparatorChar)
        .Where(static part => part.StartsWith("roslyn", StringComparison.Ordinal))
        .Select(static part => Version.Parse(part.AsSpan("roslyn".Length)))
        .FirstOrDefault() ?? new Version(0, 0);
}
