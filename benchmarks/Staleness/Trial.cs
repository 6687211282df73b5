using RedisSafety.Lab;

namespace RedisSafety.Benchmarks.Staleness;

/// <summary>Visitors of one system, for a while.</summary>
internal static class Trial
{
    private const int Visitors = 32;

    public static async Task<Row> RunAsync(string system, int delayMs, TimeSpan lasts)
    {
        var (servers, links) = await ReplicatedDeployment.StartLinkedAsync(delay: TimeSpan.FromMilliseconds(delayMs));
        await using var client = await Client.ConnectAsync(system, servers);
        var popularity = new Popularity();

        // What runs for the first time is compiled first.
        await RunAsync(client, popularity, TimeSpan.FromSeconds(1));
        var visitors = await RunAsync(client, popularity, lasts);

        var reads = visitors.SelectMany(static visitor => visitor.ReadTimes).Order().ToArray();
        var writes = visitors.SelectMany(static visitor => visitor.WriteTimes).Order().ToArray();
        var row = new Row(
            system,
            delayMs,
            reads.Length,
            visitors.Sum(static visitor => visitor.Stale),
            Math.Round((double)visitors.Sum(static visitor => visitor.ByReplica) / reads.Length, 4),
            Math.Round(reads[reads.Length / 2]),
            Math.Round(reads[reads.Length * 99 / 100]),
            Math.Round(writes[writes.Length / 2]));
        foreach (var link in links)
        {
            await link.DisposeAsync();
        }

        await servers.DisposeAsync();
        return row;
    }

    private static async Task<Visitor[]> RunAsync(Client client, Popularity popularity, TimeSpan lasts)
    {
        using var stop = new CancellationTokenSource(lasts);
        var visitors = Enumerable.Range(0, Visitors).Select(number => new Visitor(client, popularity, number)).ToArray();
        await Task.WhenAll(visitors.Select(visitor => Task.Run(() => visitor.RunAsync(stop.Token))));
        return visitors;
    }
}
