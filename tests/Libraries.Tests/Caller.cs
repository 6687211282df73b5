using System.Diagnostics;

namespace RedisSafety.Libraries.Tests;

/// <summary>Calls a library again and again, whether or not earlier calls have returned.</summary>
internal sealed class Caller(Library library)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    // Plain connections take a minute after a swap, and never find a name that has moved.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static int _number;

    /// <summary>Returns when a call that began later than this has succeeded.</summary>
    public async Task SucceedsAsync()
    {
        List<Task> calls = [];
        var clock = Stopwatch.StartNew();
        while (true)
        {
            // Some libraries wait synchronously.
            calls.Add(Task.Run(() => library.CallAsync(Interlocked.Increment(ref _number))));
            await Task.WhenAny(calls.Where(static call => !call.IsCompleted).Append(Task.Delay(Between)));
            if (calls.Exists(static call => call.IsCompletedSuccessfully))
            {
                break;
            }

            Assert.True(clock.Elapsed < Limit, $"{calls.Count} calls: {calls.Find(static call => call.IsFaulted)?.Exception}");
        }

        foreach (var call in calls)
        {
            _ = call.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        }
    }

    /// <summary>Makes calls one after another. The first that fails throws.</summary>
    public async Task SucceedsAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await library.CallAsync(Interlocked.Increment(ref _number));
        }
    }
}
