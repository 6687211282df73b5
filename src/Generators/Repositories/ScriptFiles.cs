using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>The Lua files among a project's additional files.</summary>
internal sealed record ScriptFiles(EquatableArray<ScriptFile> Files)
{
    /// <summary>The Lua files, as a step of the pipeline.</summary>
    public static IncrementalValueProvider<ScriptFiles> Provide(IncrementalGeneratorInitializationContext context) => context.AdditionalTextsProvider
        .Where(static file => IsScript(file.Path))
        .Select(static (file, cancellation) => new ScriptFile(file.Path, file.GetText(cancellation)?.ToString() ?? ""))
        .Collect()
        .Select(static (files, _) => new ScriptFiles(new EquatableArray<ScriptFile>(files)));

    /// <summary>The one path that ends with the name; null where none does, or several do.</summary>
    public static string? Find(IEnumerable<string> paths, string name)
    {
        var wanted = "/" + name.Replace('\\', '/').TrimStart('.', '/');
        var found = paths.Where(IsScript).Where(path => ("/" + path.Replace('\\', '/')).EndsWith(wanted, StringComparison.Ordinal)).Take(2).ToImmutableArray();
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The same repository with the Lua of its files in it.</summary>
    public Repository Complete(Repository repository) => repository.Methods.All(static method => method.Half.ScriptFile is null)
        ? repository
        : repository with { Methods = new EquatableArray<RepositoryMethod>(repository.Methods.Select(Complete).ToImmutableArray()) };

    private static bool IsScript(string path) => path.EndsWith(".lua", StringComparison.OrdinalIgnoreCase);

    private RepositoryMethod Complete(RepositoryMethod method)
    {
        if (method.Half.ScriptFile is not { } name)
        {
            return method;
        }

        var path = Find(Files.Select(static file => file.Path), name);
        return method with
        {
            Half = Files.FirstOrDefault(file => file.Path == path) is { } file
                ? method.Half with { Script = file.Text, ScriptFile = null }
                : new GeneratedHalf { Failure = $"RSF0002: {Missing(name)}" },
        };
    }

    /// <summary>What a message says of a name that no file has.</summary>
    public static string Missing(string name) =>
        $"No one additional file is named '{name}'; add <AdditionalFiles Include=\"{name}\" /> to the project, or more of its path to the name";
}
