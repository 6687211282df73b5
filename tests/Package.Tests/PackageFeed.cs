using System.Reflection;

namespace RedisSafety.Package.Tests;

/// <summary>The packages of this repository, packed once into a folder that serves as a feed.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("redis-safety-packages-").FullName;

    /// <summary>The version that the packages of the feed have.</summary>
    public string Version { get; } = "0.0.1-packed";

    /// <summary>The folder that holds the packages.</summary>
    public string Folder => Path.Combine(_root, "feed");

    private static string RepositoryRoot { get; } = typeof(PackageFeed).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The path of one package.</summary>
    public string PathOf(string id, string extension = "nupkg") => Path.Combine(Folder, $"{id}.{Version}.{extension}");

    /// <summary>A directory for a user's projects, which sees this feed and nothing else of the repository.</summary>
    internal Workspace CreateWorkspace(string name) => new(this, Path.Combine(_root, name), Path.Combine(_root, "restored"));

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var packed = await DotNet.RunAsync(
            RepositoryRoot, "pack", "RedisSafety.sln", "-c", "Release", "-o", Folder, $"-p:Version={Version}", "-v", "quiet");
        packed.Succeeded();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
