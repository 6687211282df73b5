namespace RedisSafety.Tool.Builds;

/// <summary>The compilation of one project for one target framework, as the scanned build wrote it down.</summary>
/// <param name="Project">The full path of the project file.</param>
/// <param name="Assembly">The name of the assembly.</param>
/// <param name="Framework">The target framework.</param>
/// <param name="HasRedis">True if the rules were added to the compilation.</param>
/// <param name="IsOfOtherFramework">True if the command line asks for another target framework.</param>
/// <param name="Log">The compiler's log.</param>
/// <param name="Arguments">The arguments of the compiler, one a line.</param>
/// <param name="Symbols">Preprocessor symbols, separated by semicolons.</param>
/// <param name="Compiled">True if the compiler ended without errors.</param>
/// <param name="IsEmpty">True if the project has nothing to compile.</param>
internal sealed record BuildRecord(
    string Project,
    string Assembly,
    string Framework,
    bool HasRedis,
    bool IsOfOtherFramework,
    string Log,
    string Arguments,
    string Symbols,
    bool Compiled,
    bool IsEmpty)
{
    /// <summary>Reads the records that a run left behind.</summary>
    public static IReadOnlyList<BuildRecord> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.started")
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static BuildRecord Read(string file)
    {
        var end = Path.ChangeExtension(file, ".compiled");
        var compiled = File.Exists(end);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file))
        {
            var separator = line.IndexOf('=', StringComparison.Ordinal);
            if (separator > 0)
            {
                values[line[..separator]] = line[(separator + 1)..];
            }
        }

        return new BuildRecord(
            Path.GetFullPath(Value("project")),
            Value("assembly"),
            Value("framework"),
            Value("redis") == "true",
            Value("redis") == "other",
            Value("log"),
            Value("arguments"),
            Value("symbols"),
            compiled,
            compiled && File.ReadAllText(end).Trim() == "empty");

        string Value(string name) => values.GetValueOrDefault(name, "");
    }
}
