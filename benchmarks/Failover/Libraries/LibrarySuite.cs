using System.Text.Json;
using RedisSafety.Libraries;

namespace RedisSafety.Benchmarks.Failover.Libraries;

/// <summary>Libraries that open their own connection, plain and guarded, through the same failovers.</summary>
internal static class LibrarySuite
{
    // The bars that a guarded library is held to, in milliseconds.
    private const double Bar = 150;
    private const double BarAfterMove = 300;

    public static async Task<int> RunAsync(Func<string, string?> option)
    {
        var rounds = int.TryParse(option("--rounds"), out var asked) ? asked : 1;
        string[] names = option("--library") is { } some ? some.Split(',') : [.. LibraryCatalogue.All.Keys];
        string[] scenarios = option("--scenario") is { } few ? few.Split(',') : [.. LibraryFailover.Scenarios];
        bool[] guards = option("--guarded") is { } only ? [bool.Parse(only)] : [false, true];
        if (names.Except(LibraryCatalogue.All.Keys).Concat(scenarios.Except(LibraryFailover.Scenarios)).FirstOrDefault() is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown}' is none of the libraries ({string.Join(", ", LibraryCatalogue.All.Keys)})"
                + $" nor of the scenarios ({string.Join(", ", LibraryFailover.Scenarios)}).");
            return 1;
        }

        // Synchronous calls that wait for a node that is gone must not keep the others from a thread.
        ThreadPool.SetMinThreads(64, 64);

        // The first failover of a process pays for the compiling of what only failovers run.
        await LibraryTrial.RunAsync(names[0], scenarios[0], isGuarded: true);

        List<LibraryRow> medians = [];
        foreach (var name in names)
        {
            foreach (var scenario in scenarios)
            {
                List<LibraryRow> rows = [];
                for (var round = 0; round < rounds; round++)
                {
                    foreach (var isGuarded in guards)
                    {
                        var row = await LibraryTrial.RunAsync(name, scenario, isGuarded);
                        Console.WriteLine(row);
                        rows.Add(row);
                    }
                }

                medians.AddRange(rows.GroupBy(static row => row.Guarded).Select(static group =>
                {
                    var ordered = group.OrderBy(static row => row.AddedMs).ToArray();
                    return ordered[ordered.Length / 2] with
                    {
                        Failed = group.Max(static row => row.Failed),
                        FailedAfter = group.Max(static row => row.FailedAfter),
                    };
                }));
            }
        }

        var missed = medians.Where(static row => row.Guarded
            && (!row.Recovered || row.AddedMs > (row.Scenario == "name" ? BarAfterMove : Bar) || row.FailedAfter > 0)).ToArray();
        Console.WriteLine();
        Console.WriteLine(missed.Length == 0 ? "Every guarded library meets its bar." : "Bars that were missed:");
        foreach (var row in missed)
        {
            Console.WriteLine(row);
        }

        if (option("--json") is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(medians, new JsonSerializerOptions(JsonSerializerDefaults.Web)));
        }

        return 0;
    }
}
