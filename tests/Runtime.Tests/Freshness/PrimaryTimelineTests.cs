using FsCheck.Xunit;
using RedisSafety.Replication;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class PrimaryTimelineTests
{
    // Questions and answers come often, what voids them seldom: so that a whole measuring fits between two events.
    private static readonly int[] Steps =
        [.. Enumerable.Repeat((int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4).SelectMany(static steps => steps), 10, 11, 12, 13, 14];

    [Property(MaxTest = 3000, StartSize = 1_000_000, EndSize = 1_000_000)]
    public bool A_watermark_never_promises_a_write_that_the_replica_lacks(int seed)
    {
        var replication = new SimulatedReplication();
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            replication.Step(Steps[random.Next(Steps.Length)], random.Next(4));
            if (!replication.KeepsItsPromise())
            {
                return false;
            }
        }

        return true;
    }

    [Property(MaxTest = 500, StartSize = 1_000_000, EndSize = 1_000_000)]
    public bool A_watermark_catches_up_whatever_has_been(int seed)
    {
        var replication = new SimulatedReplication();
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            replication.Step(Steps[random.Next(Steps.Length)], random.Next(4));
        }

        return replication.CatchesUpWhenLeftAlone();
    }

    [Fact]
    public void The_last_moment_whose_offset_the_replica_has_is_its_watermark()
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(10, At(100));
        timeline.Add(20, At(200));
        timeline.Add(30, At(300));

        Assert.Equal(PrimaryTimeline.Never, timeline.ReachedBy(At(99)));
        Assert.Equal(10, timeline.ReachedBy(At(199)));
        Assert.Equal(20, timeline.ReachedBy(At(200)));
        Assert.Equal(30, timeline.ReachedBy(At(5_000)));
    }

    [Fact]
    public void An_idle_primary_moves_the_watermark_of_a_replica_that_has_all()
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(10, At(100));
        timeline.Add(20, At(100));

        Assert.Equal(20, timeline.ReachedBy(At(100)));
    }

    [Theory]
    [InlineData("another")]
    [InlineData(null)]
    public void An_offset_of_another_history_says_nothing(string? history)
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(10, At(100));

        Assert.Equal(PrimaryTimeline.Never, timeline.ReachedBy(new(history, 1_000)));
    }

    [Fact]
    public void A_new_history_ends_the_old_one()
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(10, At(100));
        timeline.Add(20, new("another", 50));

        Assert.Equal(PrimaryTimeline.Never, timeline.ReachedBy(At(100)));
        Assert.Equal(20, timeline.ReachedBy(new("another", 50)));
    }

    [Fact]
    public void A_history_that_runs_backwards_is_begun_anew()
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(10, At(100));
        timeline.Add(20, At(60));

        Assert.Equal(PrimaryTimeline.Never, timeline.ReachedBy(At(59)));
        Assert.Equal(20, timeline.ReachedBy(At(100)));
    }

    [Fact]
    public void An_answer_that_was_overtaken_is_left_out()
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(20, At(200));
        timeline.Add(10, At(300));

        Assert.Equal(20, timeline.ReachedBy(At(250)));
    }

    [Fact]
    public void More_samples_than_it_holds_make_old_watermarks_coarser_and_never_later()
    {
        var timeline = new PrimaryTimeline(capacity: 8);
        for (var i = 1; i <= 1_000; i++)
        {
            timeline.Add(i, At(i * 10));
        }

        Assert.Equal(1_000, timeline.ReachedBy(At(10_000)));
        Assert.InRange(timeline.ReachedBy(At(9_985)), 990, 998);
    }

    [Fact]
    public void The_place_of_a_moment_is_told_by_the_first_sample_after_it()
    {
        var timeline = new PrimaryTimeline();
        timeline.Add(10, At(100));
        timeline.Add(20, At(200));

        Assert.Equal(At(100), timeline.PlaceOf(9));
        Assert.Equal(At(200), timeline.PlaceOf(11));
        Assert.False(timeline.PlaceOf(21).IsKnown);
    }

    private static ReplicationPosition At(long offset) => new("history", offset);
}
