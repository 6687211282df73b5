using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Consistency;
using RedisSafety.Benchmarks.Build.Projects;

namespace RedisSafety.Benchmarks.Build.Flow;

/// <summary>The rules on consistency over 1,000 and 10,000 repositories, each behind an interface and two more calls.</summary>
internal sealed class FlowSuite : ISuite
{
    private const double MostTimesTheirs = 3;
    private const double MostMegabytes = 100;

    // Ten times the repositories, and some for what does not divide evenly.
    private const double MostGrowth = 13;

    // What one run takes varies by a factor of two: with whose callback a garbage collection falls into, and with what else runs.
    private const int Rounds = 3;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Theirs =
        Load(Assembly.LoadFrom(new PackageFolder("StackExchange.Redis").Analyzer("StackExchange.Redis.Build")), static _ => true);

    private static readonly ImmutableArray<DiagnosticAnalyzer> Ours = Load(typeof(ReadAfterWriteAnalyzer).Assembly, static type => type.Namespace == typeof(ReadAfterWriteAnalyzer).Namespace);

    public string Name => "flow";

    public IReadOnlyList<object> Run(TextWriter table)
    {
        // The first run is the just-in-time compiler's.
        Measure(100, rounds: 1);
        var rows = new[] { Measure(1_000, Rounds), Measure(10_000, Rounds) };
        table.WriteLine("repositories      RSF2xxx   SE.Redis's  the reports      an edit   SE.Redis's   heap above  the reports'   reported");
        foreach (var row in rows)
        {
            table.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Repositories,12:N0} {row.Ours,9:F0} ms {row.Theirs,9:F0} ms {row.Reports,9:F0} ms {row.Edit,9:F1} ms {row.TheirEdit,9:F1} ms {row.PeakMegabytes,9:F0} MB {row.ReportsMegabytes,9:F0} MB {row.Reported,10:N0}"));
        }

        table.WriteLine($"ten times the repositories in at most {MostGrowth} times the time: {Verdict(rows[1].Ours <= MostGrowth * rows[0].Ours)}");
        table.WriteLine($"at most {MostTimesTheirs} times theirs: {Verdict(rows[1].Ours <= MostTimesTheirs * rows[1].Theirs)}");
        table.WriteLine($"at most {MostMegabytes} MB above: {Verdict(rows[1].PeakMegabytes <= MostMegabytes)}");
        return rows;
    }

    private static FlowRow Measure(int repositories, int rounds)
    {
        MetadataReference[] references =
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
                .Select(static path => MetadataReference.CreateFromFile(path)),
        ];
        SyntaxTree[] trees = [.. Enumerable.Range(0, repositories).SelectMany(static i => new[] { Parse(Store(i), $"Store{i}.cs"), Parse(Page(i, edit: 0), $"Page{i}.cs") })];

        // In turns, and each over a compilation that knows nothing yet: a clone shares the table of declarations with whoever came first.
        // One thread binds and one analyzes. Were more to bind than there are processors, quick analyzers would find their queue empty
        // and be woken when nothing else runs any more, slower ones would be measured beside it all, and the two not be comparable.
        CSharpCompilation Compile() => CSharpCompilation.Create(
            "Shop",
            trees,
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));
        var theirs = new List<Outcome>();
        var ours = new List<Outcome>();
        var reports = new List<Outcome>();
        for (var round = 0; round < rounds; round++)
        {
            theirs.Add(Analyze(Compile(), Theirs, Theirs));
            ours.Add(Analyze(Compile(), Ours, Ours));
            var control = new SameReports(ours[^1].Reported);
            reports.Add(Analyze(Compile(), [.. Theirs, control], [control]));
        }

        var compilation = Compile();
        return new FlowRow(
            repositories,
            Math.Round(Median(ours.Select(static run => run.Milliseconds))),
            Math.Round(Median(theirs.Select(static run => run.Milliseconds))),
            Math.Round(Median(reports.Select(static run => run.Milliseconds))),
            Math.Round(Edit(compilation, Ours), 1),
            Math.Round(Edit(compilation, Theirs), 1),
            Above(ours),
            Above(reports),
            ours[0].Reported.Length);

        double Above(List<Outcome> runs) => Math.Round((Median(runs.Select(static run => (double)run.Peak)) - Median(theirs.Select(static run => (double)run.Peak))) / 1e6);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static Outcome Analyze(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableArray<DiagnosticAnalyzer> timed)
    {
        GC.Collect();
        var peak = 0L;
        using var sampler = new Timer(_ => peak = Math.Max(peak, GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes), state: null, dueTime: 20, period: 20);
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: static (exception, _, _) => throw exception, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var result = compilation.WithAnalyzers(analyzers, options).GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        GC.Collect();
        peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        return new Outcome(
            timed.Sum(analyzer => result.AnalyzerTelemetryInfo[analyzer].ExecutionTime.TotalMilliseconds),
            [.. result.GetAllDiagnostics().Where(static diagnostic => diagnostic.Id.StartsWith("RSF2", StringComparison.Ordinal)).Select(static diagnostic => diagnostic.Location)],
            peak);
    }

    // What an editor does: one tree of a new compilation. Most of it is the compilation's own, whoever analyzes.
    private static double Edit(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var times = new List<double>();
        var page = compilation.SyntaxTrees.Single(static tree => tree.FilePath == "Page7.cs");
        for (var edit = 1; edit <= 9; edit++)
        {
            var tree = Parse(Page(7, edit), "Page7.cs");
            var edited = compilation.ReplaceSyntaxTree(page, tree);
            var analysis = edited.WithAnalyzers(analyzers, new AnalyzerOptions([]));
            var watch = Stopwatch.StartNew();
            _ = analysis.GetAnalyzerSemanticDiagnosticsAsync(edited.GetSemanticModel(tree), filterSpan: null, CancellationToken.None).GetAwaiter().GetResult();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Median(times);
    }

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, SyntheticProject.ParseOptions, path);

    private static string Store(int i) => $$"""
        using System.Threading.Tasks;
        using StackExchange.Redis;

        namespace Shop.Area{{i}};

        public interface IStore{{i}}
        {
            Task SaveAsync(long id, string value);

            Task<RedisValue> FindAsync(long id);
        }

        public sealed class Store{{i}}(IDatabase database) : IStore{{i}}
        {
            public async Task SaveAsync(long id, string value)
            {
                await database.StringSetAsync(Key(id), value);
                await database.KeyExpireAsync(Key(id), System.TimeSpan.FromDays(1));
            }

            public async Task<RedisValue> FindAsync(long id) => await database.StringGetAsync(Key(id), CommandFlags.PreferReplica);

            private static string Key(long id) => $"area{{i}}:{id}";
        }

        public sealed class Service{{i}}(IStore{{i}} store)
        {
            public async Task<string> ChangeAsync(long id, string value)
            {
                var trimmed = value.Trim();
                await store.SaveAsync(id, trimmed);
                return trimmed;
            }

            public Task<RedisValue> LookAsync(long id) => store.FindAsync(id);
        }
        """;

    private static string Page(int i, int edit) => $$"""
        using System.Threading.Tasks;

        namespace Shop.Area{{i}};

        public sealed class Page{{i}}(Service{{i}} service)
        {
            public async Task<string> ShowAsync(long id)
            {
                var value = await service.LookAsync(id);
                return value.ToString() + "{{edit}}";
            }

            public async Task<string> ChangeAsync(long id, string text)
            {
                await service.ChangeAsync(id, text);
                var value = await service.LookAsync(id);
                return value.ToString();
            }
        }
        """;

    private static ImmutableArray<DiagnosticAnalyzer> Load(Assembly assembly, Func<Type, bool> isWanted) =>
    [
        .. assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type) && isWanted(type))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static string Verdict(bool met) => met ? "met" : "MISSED";

    private sealed record Outcome(double Milliseconds, ImmutableArray<Location> Reported, long Peak);
}
