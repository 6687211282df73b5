using System.Diagnostics;
using StackExchange.Redis;

namespace RedisSafety.Lab;

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Until
{
    /// <exception cref="TimeoutException">The condition did not come true in time.</exception>
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null)
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

            await Task.Delay(5);
        }
    }

    /// <exception cref="TimeoutException">The condition did not come true in time.</exception>
    public static Task TrueAsync(string what, Func<bool> condition, TimeSpan? within = null) =>
        TrueAsync(what, () => Task.FromResult(condition()), within);
}
