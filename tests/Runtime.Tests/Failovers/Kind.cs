using System.Collections.Concurrent;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>A kind of call, made again and again, and what became of each.</summary>
/// <param name="name">What the calls are.</param>
/// <param name="mayBeAmbiguous">Whether a call may end with the word that it may have been applied.</param>
/// <param name="call">Makes the call of a number, which nobody else makes.</param>
internal sealed class Kind(string name, bool mayBeAmbiguous, Func<int, Task> call)
{
    private readonly ConcurrentQueue<int> _acknowledged = new();
    private readonly ConcurrentQueue<Exception> _failures = new();

    public string Name { get; } = name;

    public int[] Acknowledged => [.. _acknowledged];

    public int Count => _acknowledged.Count;

    public IEnumerable<Exception> Unexpected => _failures.Where(failure => !mayBeAmbiguous || failure is not RedisUnavailableException { MayHaveBeenApplied: true });

    public async Task RunAsync(CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            try
            {
                await call(number);
                _acknowledged.Enqueue(number);
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException or InvalidOperationException or OperationCanceledException)
            {
                _failures.Enqueue(failure);
            }
        }
    }
}
