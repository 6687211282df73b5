using System.Globalization;
using System.Text.Json;
using RedisSafety.Benchmarks.Fleet;

// What the watching of many routers costs the servers that they share, and what many routers at a time add to an outage.
int[] sizes = Option("--routers") is { } routers ? [.. routers.Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [1, 100, 1_000];
var lasts = TimeSpan.FromSeconds(int.TryParse(Option("--seconds"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 10);
List<Row> rows = [];
foreach (var size in sizes)
{
    foreach (var system in new[] { Fleet.OwnSystem, Fleet.Peer })
    {
        await foreach (var row in Trial.RunAsync(system, size, lasts))
        {
            Console.WriteLine(row);
            rows.Add(row);
        }
    }
}

if (Option("--json") is { } file)
{
    var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, options));
}

return rows.Exists(static row => row.System == Fleet.OwnSystem && row.Stale > 0) ? 1 : 0;

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
