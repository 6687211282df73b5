using System.Diagnostics;
using System.Globalization;
using RedisSafety;
using RedisSafety.Soak;

// Calls without pause over real servers to which things happen, and a check of every promise: nothing lost, doubled, stale or missing.
var minutes = double.TryParse(Option("--minutes"), CultureInfo.InvariantCulture, out var asked) ? asked : 30;
var seed = int.TryParse(Option("--seed"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
string[] names = Option("--deployment") is { } chosen ? chosen.Split(',') : SoakDeployment.Names;
var visitors = int.TryParse(Option("--visitors"), CultureInfo.InvariantCulture, out var number) ? number : 64;

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {minutes} minutes, {visitors} visitors, {string.Join(", ", names)}"));
var (calls, failed, violations) = (0L, 0L, 0);
foreach (var name in names)
{
    var result = await SoakAsync(name, TimeSpan.FromMinutes(minutes / names.Length), new Random(seed));
    calls += result.Calls;
    failed += result.Failed;
    violations += result.Violations;
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} calls, {failed} failed, {violations} violations"));
return violations == 0 ? 0 : 1;

string? Option(string option) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

// Every thread of the pool is busy for a while, as in a process that starves.
static async Task FreezeClientAsync(Random random)
{
    var pause = random.Next(500);
    await Task.WhenAll(Enumerable.Range(0, ThreadPool.ThreadCount + 4).Select(_ => Task.Run(() => Thread.Sleep(pause))));
}

async Task<(long Calls, long Failed, int Violations)> SoakAsync(string name, TimeSpan time, Random random)
{
    var deployment = await SoakDeployment.StartAsync(name);
    await using var router = await RedisRouter.ConnectAsync(new RedisSafetyOptions { Configuration = deployment.Configuration });
    var all = Enumerable.Range(0, visitors).Select(visitor => new Visitor(router, $"{name}-{visitor}", seed + visitor)).ToArray();
    foreach (var visitor in all)
    {
        await visitor.PrepareAsync();
    }

    using var stop = new CancellationTokenSource();
    var running = Array.ConvertAll(all, visitor => Task.Run(() => visitor.RunAsync(stop.Token)));
    var watch = Stopwatch.StartNew();
    Dictionary<string, int> happened = [];
    while (watch.Elapsed < time && !Array.Exists(running, static run => run.IsFaulted))
    {
        await Task.Delay(random.Next(200, 1_500));
        var disturbance = deployment.Disturbances[random.Next(deployment.Disturbances.Length)];
        if (random.Next(10) == 0)
        {
            disturbance = new("frozen client", FreezeClientAsync);
        }

        await disturbance.RunAsync(random);
        happened[disturbance.Name] = happened.GetValueOrDefault(disturbance.Name) + 1;
    }

    await stop.CancelAsync();
    await Task.WhenAll(running);
    for (var i = 0; i < all.Length; i++)
    {
        await all[i].CheckAsync(await (await deployment.PrimaryOfAsync($"{{{name}-{i}}}")).ConnectAsync());
    }

    var (made, lost) = (all.Sum(static visitor => visitor.Calls), all.Sum(static visitor => visitor.Failed));
    var wrong = all.SelectMany(static visitor => visitor.Violations).ToArray();
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name}: {made} calls, {lost} failed, {wrong.Length} violations; {string.Join(", ", happened.Select(static pair => $"{pair.Key} {pair.Value}"))}"));
    foreach (var violation in wrong.OrderByDescending(static text => text.StartsWith("lost", StringComparison.Ordinal)).Take(20))
    {
        Console.WriteLine($"  {violation}");
    }

    await deployment.DisposeAsync();
    return (made, lost, wrong.Length);
}
