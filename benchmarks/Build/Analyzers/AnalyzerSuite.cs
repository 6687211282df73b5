using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Connections;
using RedisSafety.Benchmarks.Build.Projects;
using RedisSafety.Generators.Diagnostics;

namespace RedisSafety.Benchmarks.Build.Analyzers;

/// <summary>Our analyzers beside those that StackExchange.Redis brings itself, in the same runs over the same files.</summary>
internal sealed class AnalyzerSuite : ISuite
{
    private const int Warm = 2;
    private const int Runs = 7;

    // The goals, for a family of rules and for an analyzer.
    private const double MostTimesTheirs = 2;
    private const double MostWithoutRedis = 0.1;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Theirs = Load(Assembly.LoadFrom(new PackageFolder("StackExchange.Redis").Analyzer("StackExchange.Redis.Build")));

    private static readonly ImmutableArray<DiagnosticAnalyzer> All =
    [
        .. Load(typeof(ConnectionWithoutRetryAnalyzer).Assembly).AddRange(Load(typeof(RepositoryAnalyzer).Assembly)).OrderBy(Rule, StringComparer.Ordinal),
        .. Theirs,
    ];

    public string Name => "analyzers";

    public IReadOnlyList<object> Run(TextWriter table)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .ToArray();
        var with = new SyntheticProject(Target, references.Select(static path => MetadataReference.CreateFromFile(path)));
        var without = new SyntheticProject(
            static i => $"namespace Shop.Target{i}; public sealed class CartStore{i} {{ public Task<int> CountAsync(List<int> cart) => Task.FromResult(cart.Count); }}",
            references.Where(static path => Path.GetFileName(path) is var file && !file.StartsWith("StackExchange", StringComparison.Ordinal) && !file.StartsWith("RedisSafety", StringComparison.Ordinal))
                .Select(static path => MetadataReference.CreateFromFile(path)));

        var rows = All.Zip(Measure(with, 0), Measure(without, Runs + Warm))
            .Select(static row => (Analyzer: row.First, Row: new AnalyzerRow(Rule(row.First), Math.Round(row.Second, 2), Math.Round(row.Third, 3))))
            .ToArray();
        table.WriteLine("rule                                     1,000 files, 100 with Redis   without Redis");
        foreach (var (_, row) in rows)
        {
            table.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Rule,-40} {row.Milliseconds,17:F2} ms {row.WithoutRedis,23:F3} ms"));
        }

        var theirs = rows.Where(static row => Theirs.Contains(row.Analyzer)).Sum(static row => row.Row.Milliseconds);
        foreach (var family in rows.Where(static row => !Theirs.Contains(row.Analyzer)).GroupBy(static row => row.Row.Rule[..4]))
        {
            var sum = family.Sum(static row => row.Row.Milliseconds);
            table.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{family.Key}xxx: {sum:F1} ms, StackExchange.Redis's {Theirs.Length}: {theirs:F1} ms; at most {MostTimesTheirs} times theirs: {Verdict(sum <= MostTimesTheirs * theirs)}"));
        }

        var most = rows.Where(static row => !Theirs.Contains(row.Analyzer)).Max(static row => row.Row.WithoutRedis);
        table.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at most {MostWithoutRedis} ms each without Redis: {Verdict(most <= MostWithoutRedis)}"));
        return [.. rows.Select(static row => row.Row)];
    }

    // What a service with a cart does, by hand: a tenth of the files of the project.
    private static string Target(int file) => $$"""
        using Polly;
        using StackExchange.Redis;

        namespace Shop.Target{{file}};

        public sealed class CartStore{{file}}
        {
            private readonly IDatabase _database;
            private readonly ResiliencePipeline _pipeline;

            public CartStore{{file}}(IConnectionMultiplexer redis, ResiliencePipeline pipeline)
            {
                _database = redis.GetDatabase();
                _pipeline = pipeline;
            }

            public async Task<Dictionary<string, int>> GetAsync(long cartId)
            {
                var lines = await _database.HashGetAllAsync($"cart:{cartId}", CommandFlags.PreferReplica);
                return lines.ToDictionary(line => line.Name.ToString(), line => (int)line.Value);
            }

            public async Task<long> AddAsync(long cartId, string sku, int quantity)
            {
                var total = await _database.HashIncrementAsync($"cart:{cartId}", sku, quantity);
                await _database.KeyExpireAsync($"cart:{cartId}", TimeSpan.FromDays(7));
                return total;
            }

            public async Task SaveAsync(long cartId, string note)
            {
                await _pipeline.ExecuteAsync(async token => await _database.StringSetAsync($"note:{cartId}", note));
                var kept = await _database.StringGetAsync($"note:{cartId}");
                if (kept.IsNullOrEmpty)
                {
                    throw new InvalidOperationException("The note is gone.");
                }
            }

            public async Task<bool> CheckOutAsync(long cartId, string token)
            {
                if (!await _database.LockTakeAsync($"lock:{cartId}", token, TimeSpan.FromSeconds(10)))
                {
                    return false;
                }

                try
                {
                    var transaction = _database.CreateTransaction();
                    _ = transaction.KeyDeleteAsync($"cart:{cartId}");
                    _ = transaction.ListLeftPushAsync("orders", cartId);
                    return await transaction.ExecuteAsync();
                }
                finally
                {
                    await _database.LockReleaseAsync($"lock:{cartId}", token);
                }
            }

            public async Task<long?> NextAsync()
            {
                for (var attempt = 0; attempt < 3; attempt++)
                {
                    try
                    {
                        return (long?)await _database.ListGetByIndexAsync("orders", -1);
                    }
                    catch (RedisConnectionException) when (attempt < 2)
                    {
                        await Task.Delay(100);
                    }
                }

                return null;
            }
        }
        """;

    private static List<double> Measure(SyntheticProject project, int firstEdit)
    {
        var times = All.Select(static _ => new List<double>()).ToArray();
        for (var run = 0; run < Warm + Runs; run++)
        {
            // A compilation of which nothing is bound yet, and one thread, so that no analyzer waits for another.
            var compilation = project.Edit(firstEdit + run + 1);
            GC.Collect();
            var options = new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]), onAnalyzerException: static (exception, _, _) => throw exception, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
            var analysis = compilation.WithAnalyzers(All, options);
            var result = analysis.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
            if (run < Warm)
            {
                continue;
            }

            for (var i = 0; i < All.Length; i++)
            {
                times[i].Add(result.AnalyzerTelemetryInfo[All[i]].ExecutionTime.TotalMilliseconds);
            }
        }

        return [.. times.Select(static all => all.Order().ElementAt(all.Count / 2))];
    }

    private static ImmutableArray<DiagnosticAnalyzer> Load(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(static type => !type.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(type))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static string Rule(DiagnosticAnalyzer analyzer)
    {
        var ids = analyzer.SupportedDiagnostics.Select(static descriptor => descriptor.Id).Distinct().Order(StringComparer.Ordinal).ToArray();
        return ids.Length == 1 ? ids[0] : $"{ids[0]}-{ids[^1]}";
    }

    private static string Verdict(bool met) => met ? "met" : "MISSED";
}
