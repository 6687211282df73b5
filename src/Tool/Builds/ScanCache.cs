using System.Security.Cryptography;
using System.Text;

namespace RedisSafety.Tool.Builds;

/// <summary>
/// The folder outside the sources that a scan builds in. It stays between scans of the same target with the same settings, so that the next
/// one compiles only what has changed. Two scans at the same time do not share it: the second gets a temporary one. A build that ended
/// early may have left half of a file that looks newer than its sources: the next scan begins with an empty cache.
/// </summary>
internal sealed class ScanCache : IDisposable
{
    /// <summary>Folders of other versions and settings are removed when nobody has used them for this long.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    private readonly FileStream? _lock;
    private readonly bool _isTemporary;
    private readonly string _unfinished;

    private ScanCache(string folder, FileStream? held, bool isTemporary)
    {
        Folder = folder + Path.DirectorySeparatorChar;
        _lock = held;
        _isTemporary = isTemporary;
        RunFolder = Path.Combine(folder, "run") + Path.DirectorySeparatorChar;
        _unfinished = Path.Combine(folder, "unfinished");
        if (File.Exists(_unfinished))
        {
            Empty(folder);
        }

        if (Directory.Exists(RunFolder))
        {
            Directory.Delete(RunFolder, recursive: true);
        }

        Directory.CreateDirectory(RunFolder);
    }

    /// <summary>The folder, with a separator at its end.</summary>
    public string Folder { get; }

    /// <summary>What this run writes down, with a separator at its end.</summary>
    public string RunFolder { get; }

    /// <summary>The folder in which caches live without <c>--cache</c>.</summary>
    public static string DefaultRoot
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
                ? cache
                : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(root is "" ? Path.GetTempPath() : root, "redis-safety", "scan");
        }
    }

    /// <summary>Opens the cache of a target.</summary>
    /// <param name="root">The folder in which caches live.</param>
    /// <param name="target">The full path of the target.</param>
    /// <param name="settings">All that changes what a build writes: a cache serves one set of settings.</param>
    /// <exception cref="ToolException">The folder cannot be used.</exception>
    public static ScanCache Open(string root, string target, IEnumerable<string> settings)
    {
        if (root.AsSpan().IndexOfAny(",;") >= 0)
        {
            throw new ToolException(
                $"The compiler cannot write to a path with a comma or a semicolon: '{root}'. Choose another with --cache.");
        }

        try
        {
            var ofTarget = Path.Combine(root, Hash(target));
            var folder = Path.Combine(ofTarget, Hash(string.Join('\n', settings)));
            Directory.CreateDirectory(folder);
#pragma warning disable CA2000 // The cache disposes the lock.
            var held = TryLock(folder);
#pragma warning restore CA2000
            if (held is null)
            {
                return new ScanCache(Directory.CreateTempSubdirectory("redis-safety-scan-").FullName, held: null, isTemporary: true);
            }

            RemoveOld(ofTarget, except: folder);
            return new ScanCache(folder, held, isTemporary: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"The scan cannot write to its cache '{root}': {exception.Message}. Choose another with --cache.", exception);
        }
    }

    /// <summary>Notes that a build runs in the cache.</summary>
    public void Begin() => File.WriteAllText(_unfinished, "");

    /// <summary>Notes that the build came to its end, with or without errors: the next scan continues from it.</summary>
    public void Complete() => File.Delete(_unfinished);

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock?.Dispose();
        if (_isTemporary)
        {
            TryDelete(Folder);
        }
    }

    private static void Empty(string folder)
    {
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            Directory.Delete(child, recursive: true);
        }
    }

    private static FileStream? TryLock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void RemoveOld(string folder, string except)
    {
        foreach (var other in Directory.EnumerateDirectories(folder).Where(other => other != except))
        {
            var isOld = DateTime.UtcNow - File.GetLastWriteTimeUtc(Path.Combine(other, "lock")) > Kept;
            using var held = isOld ? TryLock(other) : null;
            if (held is not null)
            {
                held.Dispose();
                TryDelete(other);
            }
        }

        File.SetLastWriteTimeUtc(Path.Combine(except, "lock"), DateTime.UtcNow);
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A build server may still hold a file. The next scan tries again.
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
