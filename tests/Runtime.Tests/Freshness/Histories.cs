using System.Collections.Concurrent;
using RedisSafety.Lab;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>
/// Many sessions that count up a few shared counters and read them, here through one router and there through another with the
/// session's token. A counter's value is its version, so that each read can be judged: by what the session wrote, and by what it saw.
/// </summary>
internal sealed class Histories : IAsyncDisposable
{
    private const int Sessions = 12;
    private const int Counters = 4;

    private static readonly RedisOperation<string, StackExchange.Redis.RedisValue, string?>[] Reads = [Calls.GetOwn, Calls.GetMonotonic];

    private readonly RedisRouter[] _routers;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly ConcurrentBag<string> _violations = [];
    private long _reads;

    private Histories(RedisRouter[] routers) => _routers = routers;

    public long ReadCount => Interlocked.Read(ref _reads);

    public static Histories Start(params RedisRouter[] routers)
    {
        var histories = new Histories(routers);
        for (var session = 0; session < Sessions; session++)
        {
            var (seed, isMonotonic) = (session, session % 2 == 0);
            histories._running.Add(Task.Run(() => histories.RunAsync(new Random(seed), isMonotonic)));
        }

        return histories;
    }

    /// <summary>Waits until the sessions have read so many times more.</summary>
    public async Task GoOnAsync(int reads = 500)
    {
        var until = ReadCount + reads;
        await Until.TrueAsync("reads are answered", () => ReadCount >= until, TimeSpan.FromSeconds(40));
    }

    /// <summary>Ends the sessions, and asserts that none of them has seen anything that it must not.</summary>
    public async Task AssertNoViolationAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        Assert.Empty(_violations);
        Assert.NotEqual(0, ReadCount);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        foreach (var router in _routers)
        {
            await router.DisposeAsync();
        }
    }

    private async Task RunAsync(Random random, bool isMonotonic)
    {
        var read = Reads[isMonotonic ? 1 : 0];
        var written = new long[Counters];
        var seen = new long[Counters];
        var token = string.Empty;
        while (!_stop.IsCancellationRequested)
        {
            // A request: a few calls in one process, which hands the session on to the next.
            var router = _routers[random.Next(_routers.Length)];
            using var session = router.StartSession(token);
            for (var call = 0; call < 8; call++)
            {
                var counter = random.Next(Counters);
                try
                {
                    if (random.Next(5) == 0)
                    {
                        written[counter] = await router.ExecuteAsync(Calls.Increment, $"counter:{counter}");
                        continue;
                    }

                    // Some reads follow at once, some after a while, as a visitor's do.
                    if (random.Next(3) == 0)
                    {
                        await Task.Delay(random.Next(30));
                    }

                    var value = long.Parse(await router.ExecuteAsync(read, $"counter:{counter}") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
                    Interlocked.Increment(ref _reads);
                    if (value < written[counter])
                    {
                        _violations.Add($"counter {counter} was {value} after the session had written {written[counter]}");
                    }

                    if (isMonotonic && value < seen[counter])
                    {
                        _violations.Add($"counter {counter} was {value} after the session had seen {seen[counter]}");
                    }

                    seen[counter] = Math.Max(seen[counter], value);
                }
                catch (RedisUnavailableException)
                {
                    // An increment that nobody may send again: it was not acknowledged.
                }
            }

            token = random.Next(2) == 0 ? session.Token : await session.GetTokenAsync();
        }
    }
}
