using System.Text.Json;
using RedisSafety.Benchmarks.Staleness;

// Who reads what they wrote from a replica, how often it is not there yet, and what it costs to be sure.
var rounds = int.TryParse(Option("--rounds"), out var askedRounds) ? askedRounds : 3;
var lasts = TimeSpan.FromSeconds(int.TryParse(Option("--seconds"), out var askedSeconds) ? askedSeconds : 5);
string[] systems = Option("--system") is { } system ? system.Split(',') : [.. Client.Systems];
int[] delays = Option("--delay") is { } delay ? [.. delay.Split(',').Select(int.Parse)] : [0, 5, 100];

if (systems.Except(Client.Systems).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is none of the systems ({string.Join(", ", Client.Systems)}).");
    return 1;
}

var results = new List<Row>();
var order = new Random(1);
foreach (var delayMs in delays)
{
    var rows = new List<Row>();
    for (var round = 0; round < rounds; round++)
    {
        // Side by side in each round, and each time in another order: what else the machine does, and who came before, meets all of
        // them alike.
        order.Shuffle(systems);
        foreach (var one in systems)
        {
            var row = await Trial.RunAsync(one, delayMs, lasts);
            Console.WriteLine(row);
            rows.Add(row);
        }
    }

    results.AddRange(rows.GroupBy(static row => row.System).OrderBy(static group => Array.IndexOf(Client.Systems, group.Key)).Select(static group => group.First() with
    {
        // A promise that holds in the median only is none.
        Reads = group.Sum(static row => row.Reads),
        Stale = group.Sum(static row => row.Stale),
        ReplicaShare = Median(group.Select(static row => row.ReplicaShare)),
        P50 = Median(group.Select(static row => row.P50)),
        P99 = Median(group.Select(static row => row.P99)),
        WriteP50 = Median(group.Select(static row => row.WriteP50)),
    }));
}

Console.WriteLine();
results.ForEach(Console.WriteLine);
if (Option("--json") is { } file)
{
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, new JsonSerializerOptions(JsonSerializerDefaults.Web)));
}

return 0;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

static double Median(IEnumerable<double> values)
{
    var ordered = values.Order().ToArray();
    return ordered[ordered.Length / 2];
}
