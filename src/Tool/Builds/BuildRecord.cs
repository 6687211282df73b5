namespace RedisSafety.Tool.Builds;

/// <summary>The compilation of one project for one target framework, as the scanned build wrote it down.</summary>
/// <param name="Project">The full path of the project file.</param>
/// <param name="Assembly">The name of the assembly.</param>
/// <param name="Framework">The target framework.</param>
/// <param name="HasRedis">True if the rules were added to the compilation.</param>
/// <param name="Log">The compiler's log.</param>
/// <param name="Arguments">The arguments of the compiler, one a line.</param>
/// <param name="Symbols">Preprocessor symbols, separated by semicolons.</param>
/// <param name="Compiled">True if the compiler ended without errors.</param>
internal sealed record BuildRecord(
    string Project, string Assembly, string Framework, bool HasRedis, string Log, string Arguments, string Symbols, bool Compiled)
{
    /// <summary>Reads the records that a run left behind.</summary>
    public static IReadOnlyList<BuildRecord> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.started")
            .Order(StringComparer.Ordinal)
            .Select(file => Read(file, File.Exists(Path.ChangeExtension(file, ".compiled")))),
    ];

    private static BuildRecord Read(string file, bool compiled)
    {
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
            Value("log"),
            Value("arguments"),
            Value("symbols"),
            compiled);

        string Value(string name) => values.GetValueOrDefault(name, "");
    }
}
