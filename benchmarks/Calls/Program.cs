using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RedisSafety.Benchmarks.Calls;
using RedisSafety.Lab;

// Bytes and time of one call against a real server, one after the other: what each way to make it costs the caller.
const int Warm = 20_000;
const int Batch = 20_000;
const int Batches = 7;

var json = Array.IndexOf(args, "--json") is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
await using var candidates = await Candidates.ConnectAsync(lab.Configuration);

var rows = new List<Row>();
foreach (var (system, operation, call) in candidates.All)
{
    await RunAsync(call, Warm);
    rows.Add(new(system, operation, double.MaxValue, double.MaxValue));
}

// Alternating, so that what the machine does meanwhile meets all alike; the least is what the call itself takes.
for (var batch = 0; batch < Batches; batch++)
{
    for (var i = 0; i < rows.Count; i++)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await RunAsync(candidates.All[i].Call, Batch);
        var ns = watch.Elapsed.TotalNanoseconds / Batch;
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Batch;
        rows[i] = rows[i] with { Bytes = Math.Min(rows[i].Bytes, bytes), Ns = Math.Min(rows[i].Ns, ns) };
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
