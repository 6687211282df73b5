using System.Globalization;
using System.Text.Json;
using RedisSafety.Benchmarks.Failover;
using RedisSafety.Benchmarks.Failover.Libraries;
using RedisSafety.Drills.Load;

if (Option("--suite") is { } suite)
{
    if (suite == "libraries")
    {
        return await LibrarySuite.RunAsync(Option);
    }

    Console.Error.WriteLine($"'{suite}' is no suite: there is 'libraries', and without --suite that of the clients.");
    return 1;
}

// What a client adds to an outage: from the moment that the server side takes writes again to the first write acknowledged.
var rounds = int.TryParse(Option("--rounds"), out var asked) ? asked : 3;
string[] scenarios = Option("--scenario") is { } scenario ? scenario.Split(',') : Scenario.Names;
string[] systems = Option("--system") is { } system ? system.Split(',') : [.. ShopClients.Systems];

if (scenarios.Except(Scenario.Names).Concat(systems.Except(ShopClients.Systems)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine(
        $"'{unknown}' is none of the scenarios ({string.Join(", ", Scenario.Names)}) nor of the systems ({string.Join(", ", ShopClients.Systems)}).");
    return 1;
}

// The first failover of a process pays for the compiling of what only failovers run.
await Trial.RunAsync(scenarios[0], systems[^1]);

var medians = new List<Row>();
foreach (var one in scenarios)
{
    var rows = new List<Row>();
    for (var round = 0; round < rounds; round++)
    {
        foreach (var other in systems)
        {
            var row = await Trial.RunAsync(one, other);
            Console.WriteLine(row);
            rows.Add(row);
        }
    }

    medians.AddRange(rows.GroupBy(static row => row.System).Select(static group =>
    {
        var ordered = group.OrderBy(static row => row.AddedMs).ToArray();
        return ordered[ordered.Length / 2] with
        {
            // A promise that holds in the median only is none.
            Failed = group.Max(static row => row.Failed),
            Doubled = group.Max(static row => row.Doubled),
            LostAcked = group.Max(static row => row.LostAcked),
        };
    }));
}

Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Medians of {rounds} alternating runs; the worst of failed, doubled and lost:"));
foreach (var row in medians)
{
    var best = medians.Where(other => other.Scenario == row.Scenario && other.System != "redissafety").Min(static other => (double?)other.AddedMs);
    var times = row.System == "redissafety" && best is not null
        ? string.Create(CultureInfo.InvariantCulture, $"; the best peer adds {best / row.AddedMs:F0} times as much")
        : "";
    Console.WriteLine(row + times);
}

if (Option("--json") is { } file)
{
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(medians, new JsonSerializerOptions(JsonSerializerDefaults.Web)));
}

return 0;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
