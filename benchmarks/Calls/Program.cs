using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RedisSafety.Benchmarks.Calls;
using RedisSafety.Lab;

// Bytes and time of one call against a real server, one after the other: what each way to make it costs the caller.
const int Warm = 20_000;
const int Calls = 1_000;
const int Rounds = 200;

var json = Array.IndexOf(args, "--json") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
await using var candidates = await Candidates.ConnectAsync(lab.Configuration);

var rows = new List<Row>();
foreach (var (system, operation, call) in candidates.All)
{
    await RunAsync(call, Warm);
    rows.Add(new(system, operation, 0, 0));
}

// The idle threads of .NET's pool spin for work, on a machine of two cores in the way of the server: which of them gets it makes the same
// call take 15 us or 50, for some thousand calls in a row. So each system runs for a short while at a time, in an order that changes, and
// the time of a call is that of all of them by their number. What is run as a whole, one system after the other, as BenchmarkDotNet does,
// tells of that luck: it calls its own figures bimodal, and the same system takes 0.8 or 1.4 of another from run to run.
var order = Enumerable.Range(0, rows.Count).ToArray();
var random = new Random(1);
for (var round = 0; round < Rounds; round++)
{
    random.Shuffle(order);
    foreach (var i in order)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await RunAsync(candidates.All[i].Call, Calls);
        var ns = watch.Elapsed.TotalNanoseconds;
        var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        rows[i] = rows[i] with { Bytes = rows[i].Bytes + ((double)bytes / (Rounds * Calls)), Ns = rows[i].Ns + (ns / (Rounds * Calls)) };
    }
}

foreach (var row in rows)
{
    var raw = rows.First(other => other.System == "raw" && other.Operation == row.Operation);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{row.System,-12} {row.Operation,-6} {row.Bytes,6:F0} B ({row.Bytes / raw.Bytes:F3}) {row.Ns,8:F0} ns ({row.Ns / raw.Ns:F2})"));
}

if (json is not null)
{
    await File.WriteAllTextAsync(json, JsonSerializer.Serialize(rows, new JsonSerializerOptions(JsonSerializerDefaults.Web)));
}

static async Task RunAsync(Func<Task> call, int times)
{
    for (var i = 0; i < times; i++)
    {
        await call().ConfigureAwait(false);
    }
}
