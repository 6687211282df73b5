using System.Diagnostics;
using StackExchange.Redis;

namespace RedisSafety.Lab;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Until
{
    /// <param name="what">What is waited for.</param>
    /// <param name="condition">Whether it has come.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="isMoment">Whether the moment at which it comes is what matters: then each millisecond has its look.</param>
    /// <exception cref="TimeoutException">The condition did not come true in time.</exception>
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null, bool isMoment = false)
    {
        var limit = within ?? TimeSpan.FromSeconds(15);
        var watch = Stopwatch.StartNew();
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (Exception notYet) when (notYet is RedisException or TimeoutException or ObjectDisposedException)
            {
                last = notYet;
            }

            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:F0} s: {what}.", last);
            }

            if (isMoment)
            {
                // A timer of .NET is late by as much as a tick of the kernel's clock, which can be 4 ms.
                await Task.Run(static () => Thread.Sleep(1));
            }
            else
            {
                await Task.Delay(5);
            }
        }
    }

    /// <exception cref="TimeoutException">The condition did not come true in time.</exception>
    public static Task TrueAsync(string what, Func<bool> condition, TimeSpan? within = null) =>
        TrueAsync(what, () => Task.FromResult(condition()), within);
}
