using System.Diagnostics;
using RedisSafety.Lab;
using RedisSafety.Monitoring;
using RedisSafety.Runtime.Tests.Failovers;

namespace RedisSafety.Runtime.Tests;

/// <summary>Alone in the process, where no other test's work comes between a timer and its moment.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class PreciseTimerTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task It_is_due_within_the_millisecond_after()
    {
        var best = TimeSpan.MaxValue;
        for (var batch = 0; batch < 10; batch++)
        {
            var late = new List<TimeSpan>();
            for (var i = 0; i < 20; i++)
            {
                late.Add(await DueAfterAsync(Millisecond));
            }

            late.Sort();
            Assert.True(late[0] >= Millisecond);
            best = late[10] < best ? late[10] : best;
        }

        Assert.InRange(best, Millisecond, 2 * Millisecond);
    }

    [Fact]
    public async Task It_is_due_as_often_as_it_is_set_and_not_once_more()
    {
        var times = 0;
        using var timer = PreciseTime.Instance.CreateTimer(_ => Interlocked.Increment(ref times), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        for (var i = 1; i <= 3; i++)
        {
            timer.Change(Millisecond, Timeout.InfiniteTimeSpan);
            await Until.TrueAsync("it is due", () => Volatile.Read(ref times) == i);
            await DueAfterAsync(10 * Millisecond);
            Assert.Equal(i, Volatile.Read(ref times));
        }
    }

    [Fact]
    public async Task It_is_due_again_after_each_period()
    {
        var times = 0;
        using var timer = PreciseTime.Instance.CreateTimer(_ => Interlocked.Increment(ref times), null, TimeSpan.Zero, Millisecond);

        await Until.TrueAsync("it is due", () => Volatile.Read(ref times) > 10);
    }

    [Fact]
    public async Task One_that_is_set_sooner_does_not_wait_for_the_later_moment()
    {
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = PreciseTime.Instance.CreateTimer(_ => due.SetResult(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        timer.Change(Millisecond, Timeout.InfiniteTimeSpan);

        await due.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_disposed_is_not_due_any_more_and_cannot_be_set(bool hasBeenDue)
    {
        var times = 0;
        var timer = PreciseTime.Instance.CreateTimer(
            _ => Interlocked.Increment(ref times), null, hasBeenDue ? Millisecond : TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        await Until.TrueAsync("it has been due", () => !hasBeenDue || Volatile.Read(ref times) == 1);
        timer.Dispose();

        Assert.False(timer.Change(Millisecond, Timeout.InfiniteTimeSpan));
        await DueAfterAsync(TimeSpan.FromMilliseconds(60));
        Assert.Equal(hasBeenDue ? 1 : 0, times);
    }

    [Fact]
    public async Task Its_thread_ends_with_it()
    {
        Thread? thread = null;
        var timer = PreciseTime.Instance.CreateTimer(_ => Volatile.Write(ref thread, Thread.CurrentThread), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await Until.TrueAsync("it is due", () => Volatile.Read(ref thread) is not null);
        Assert.True(thread!.IsAlive);
        Assert.True(thread.IsBackground);

        timer.Dispose();

        await Until.TrueAsync("the thread has ended", () => !thread.IsAlive);
    }

    [Fact]
    public void Another_clock_than_the_systems_is_left_alone()
    {
        var other = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();

        Assert.Same(other, PreciseTime.Of(other));
        Assert.Same(PreciseTime.Instance, PreciseTime.Of(TimeProvider.System));
    }

    private static async Task<TimeSpan> DueAfterAsync(TimeSpan due)
    {
        var isDue = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var setAt = Stopwatch.GetTimestamp();
        using var timer = PreciseTime.Instance.CreateTimer(_ => isDue.SetResult(Stopwatch.GetTimestamp()), null, due, Timeout.InfiniteTimeSpan);
        return Stopwatch.GetElapsedTime(setAt, await isDue.Task);
    }
}
