using System.Collections.Concurrent;
using RedisSafety.Lab;
using RedisSafety.Visitor;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>
/// Many sessions that count up a few shared counters and read them, here in one process and there in another with the session's
/// token. A counter's value is its version, so that each read can be judged: by what the session wrote, and by what it saw.
/// </summary>
internal sealed class Histories : IAsyncDisposable
{
    private const int Sessions = 12;
    private const int Counters = 4;

    private const int CallsOfARequest = 8;

    private readonly Func<string, string, Task<string>>[] _processes;
    private readonly IAsyncDisposable[] _owned;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private readonly ConcurrentBag<string> _violations = [];
    private long _reads;

    private Histories(Func<string, string, Task<string>>[] processes, IAsyncDisposable[] owned)
    {
        _processes = processes;
        _owned = owned;
    }

    public long ReadCount => Interlocked.Read(ref _reads);

    /// <summary>Begins, with routers that stand for processes.</summary>
    public static Histories Start(params RedisRouter[] routers) => Start(
        Array.ConvertAll<RedisRouter, Func<string, string, Task<string>>>(
            routers, static router => (token, calls) => Request.RunAsync(router, token, calls)),
        routers);

    /// <summary>Begins, with processes.</summary>
    public static Histories Start(params VisitorProcess[] processes) => Start(
        Array.ConvertAll<VisitorProcess, Func<string, string, Task<string>>>(processes, static process => process.RequestAsync), processes);

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
        foreach (var process in _owned)
        {
            await process.DisposeAsync();
        }
    }

    private static Histories Start(Func<string, string, Task<string>>[] processes, IAsyncDisposable[] owned)
    {
        var histories = new Histories(processes, owned);
        for (var session = 0; session < Sessions; session++)
        {
            var (seed, isMonotonic) = (session, session % 2 == 0);
            histories._running.Add(Task.Run(() => histories.RunAsync(new Random(seed), isMonotonic)));
        }

        return histories;
    }

    private async Task RunAsync(Random random, bool isMonotonic)
    {
        var written = new long[Counters];
        var seen = new long[Counters];
        var token = Request.NoToken;
        while (!_stop.IsCancellationRequested)
        {
            // A request: a few calls in one process, which hands the session on to the next. Some reads follow at once, some after a
            // while, as a visitor's do.
            var calls = Enumerable.Range(0, random.Next(1, CallsOfARequest + 1)).Select(_ => (
                IsWrite: random.Next(5) == 0, Counter: random.Next(Counters), Delay: random.Next(3) == 0 ? random.Next(30) : 0)).ToArray();
            var text = string.Join(',', calls.Select(call => Request.Call(call.IsWrite ? 'w' : isMonotonic ? 'm' : 'r', call.Counter, call.Delay)));
            var answer = (await _processes[random.Next(_processes.Length)](token, text)).Split(' ');
            token = answer[0];
            foreach (var ((isWrite, counter, _), said) in calls.Zip(answer[1].Split(',')))
            {
                if (said == Request.NoValue)
                {
                    continue;
                }

                var value = long.Parse(said, System.Globalization.CultureInfo.InvariantCulture);
                if (isWrite)
                {
                    written[counter] = value;
                    continue;
                }

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
        }
    }
}
