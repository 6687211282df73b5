using System.Text.Json;
using RedisSafety.Benchmarks.Build;

// What our part of a build costs, beside what its peers cost on the same files in the same process.
// usage: [--suite NAME] [--json FILE]
var suites = typeof(ISuite).Assembly.GetTypes()
    .Where(static type => type.IsClass && typeof(ISuite).IsAssignableFrom(type))
    .Select(static type => (ISuite)Activator.CreateInstance(type)!)
    .OrderBy(static suite => suite.Name, StringComparer.Ordinal)
    .ToList();
if (Value("--suite") is { } wanted)
{
    var chosen = suites.FindAll(suite => suite.Name == wanted);
    if (chosen.Count == 0)
    {
        Console.Error.WriteLine($"There is no suite '{wanted}'; there are: {string.Join(", ", suites.Select(static suite => suite.Name))}.");
        return 1;
    }

    suites = chosen;
}

var rows = new List<object>();
foreach (var suite in suites)
{
    Console.WriteLine($"== {suite.Name}");
    rows.AddRange(suite.Run(Console.Out));
}

if (Value("--json") is { } file)
{
    var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
    await File.WriteAllTextAsync(file, JsonSerializer.Serialize(rows, options));
}

return 0;

string? Value(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
