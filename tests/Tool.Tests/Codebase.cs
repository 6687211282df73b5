using System.Security.Cryptography;
using System.Text.Json;

namespace RedisSafety.Tool.Tests;

/// <summary>A user's folder with projects, and a cache beside it that serves all scans of the folder.</summary>
internal sealed class Codebase : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("redis-safety-tool-").FullName;

    public Codebase()
    {
        Directory.CreateDirectory(Path.Combine(Folder, ".git"));
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(".editorconfig", "root = true");
    }

    /// <summary>The folder of the code.</summary>
    public string Folder => Path.Combine(_root, "code");

    /// <summary>Writes a file of the folder.</summary>
    public Codebase Write(string file, string text)
    {
        var path = PathOf(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public string Read(string file) => File.ReadAllText(PathOf(file));

    /// <summary>Scans the folder, or a path in it, and reads the JSON report.</summary>
    public async Task<Scan> ScanAsync(params string[] arguments)
    {
        var report = Path.Combine(_root, "report.json");
        File.Delete(report);
        string[] path = arguments is [{ } first, ..] && !first.StartsWith('-')
            ? [PathOf(first), .. arguments[1..]]
            : [Folder, .. arguments];
        var run = await Tool.RunAsync(["scan", .. path, "--cache", Path.Combine(_root, "cache"), "--json", report]);
        return new Scan(run, File.Exists(report) ? JsonDocument.Parse(await File.ReadAllTextAsync(report)) : null);
    }

    /// <summary>The hash of every file by its path.</summary>
    public SortedDictionary<string, string> Hashes() => new(
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(Folder, file),
            file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
