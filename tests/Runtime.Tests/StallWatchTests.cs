using Microsoft.Extensions.Time.Testing;
using RedisSafety.Monitoring;

namespace RedisSafety.Runtime.Tests;

public sealed class StallWatchTests
{
    private static readonly TimeSpan Tick = StallWatch.Interval;

    [Fact]
    public void It_looks_while_a_call_is_under_way_and_not_longer()
    {
        var time = new FakeTimeProvider();
        var (looks, isBusy) = (0, true);
        using var watch = new StallWatch(
            () =>
            {
                looks++;
                return isBusy ? Tick : null;
            },
            time);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, looks);

        watch.Begin();
        watch.Begin();
        time.Advance(Tick);
        time.Advance(Tick);
        Assert.Equal(2, looks);

        // One look finds nothing, and a second one nothing that came meanwhile.
        isBusy = false;
        time.Advance(Tick);
        Assert.Equal(4, looks);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, looks);

        watch.Begin();
        time.Advance(Tick);
        Assert.Equal(6, looks);
    }

    [Fact]
    public void It_looks_again_when_the_look_says()
    {
        var time = new FakeTimeProvider();
        var looks = 0;
        using var watch = new StallWatch(() => ++looks == 1 ? Tick / 2 : Tick * 3, time);
        watch.Begin();
        time.Advance(Tick);
        time.Advance(Tick / 2);
        Assert.Equal(2, looks);

        time.Advance(Tick * 2);
        Assert.Equal(2, looks);
        time.Advance(Tick);

        Assert.Equal(3, looks);
    }

    [Fact]
    public void A_call_that_begins_while_it_is_being_switched_off_is_watched()
    {
        var time = new FakeTimeProvider();
        var looks = 0;
        using var watch = new StallWatch(() => ++looks is 2 or 3 ? Tick : null, time);

        // The first look finds nothing, and the call that began since finds the watch still on.
        watch.Begin();
        time.Advance(Tick);
        Assert.Equal(2, looks);
        time.Advance(Tick);

        Assert.Equal(3, looks);
    }
}
