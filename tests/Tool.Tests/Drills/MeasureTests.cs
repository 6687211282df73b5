using RedisSafety.Drills.Load;
using RedisSafety.Drills.Measures;
using RedisSafety.Drills.Probing;
using static RedisSafety.Tool.Tests.Drills.DrillSamples;

namespace RedisSafety.Tool.Tests.Drills;

public sealed class MeasureTests
{
    private static readonly DrillWindow Window = new(-1000, 10, 110, 5000, true);

    [Fact]
    public void Outage_is_the_longest_gap_around_the_recovery_of_the_servers()
    {
        // 400 ms before the trigger, and 1.2 s long after the recovery, are no part of it.
        var outage = Outage.Find([-600, -200, 0, 5, 150, 160, 240, 330, 700, 1900], 2000, 60);

        Assert.NotNull(outage);
        Assert.Equal((330, 700, true), (outage.FromMs, outage.ToMs, outage.Recovered));
    }

    [Fact]
    public void Outage_without_a_write_after_the_recovery_has_no_end()
    {
        var outage = Outage.Find([-20, -10, 0, 20], 2000, 110);

        Assert.NotNull(outage);
        Assert.Equal((20, 2000, false), (outage.FromMs, outage.ToMs, outage.Recovered));
        Assert.Null(Outage.Find([], 2000, 110));
    }

    [Fact]
    public void Primary_changes_when_the_former_one_takes_no_more_writes()
    {
        var servers = ServerTimeline.Of([[-20, -10, -5], [80, 90, 100, 300]]);

        Assert.Equal((1, 1), (servers.Switches, servers.Primary));
        Assert.Equal((-5, 80), (servers.Outage(5, 300)!.FromMs, servers.Outage(5, 300)!.ToMs));
    }

    [Fact]
    public void Node_that_takes_writes_beside_the_primary_does_not_become_it()
    {
        // A restarted node that is alone for a moment.
        var servers = ServerTimeline.Of([[-10, 0, 200, 210], [80, 90, 190, 220, 230, 300, 400]]);

        Assert.Equal((1, 1), (servers.Switches, servers.Primary));
        Assert.DoesNotContain(servers.Writes, write => write is { Node: 0, AtMs: > 0 });
    }

    [Fact]
    public void Two_failovers_are_counted_as_two()
    {
        var servers = ServerTimeline.Of([[-10, 0, 1200, 1210], [30, 500, 1000]]);

        Assert.Equal((2, 0), (servers.Switches, servers.Primary));
        Assert.Equal(200, servers.Outage(1000, 1300)!.Ms);
    }

    [Fact]
    public void Servers_without_any_write_have_no_primary()
    {
        var servers = ServerTimeline.Of([[], []]);

        Assert.Equal(-1, servers.Primary);
        Assert.Null(servers.Outage(0, 100));
        Assert.Equal(0, servers.NoiseMs(null));
    }

    [Fact]
    public void Lost_writes_are_acknowledged_ones_that_the_last_primary_lacks()
    {
        CallRecord[] calls =
        [
            Call(ShopOperation.OrderSave, "kept", -100),
            Call(ShopOperation.OrderSave, "lost first", -40),
            Call(ShopOperation.ViewCount, "lost last", -10),
            Call(ShopOperation.OrderSave, "failed", 5, CallEnd.Failed),
            Call(ShopOperation.OrderSave, "after", 150),
        ];
        var state = FinalState.Of((ShopOperation.OrderSave, "kept", 1), (ShopOperation.OrderSave, "after", 1));

        var result = SystemMeasurement.Of("redissafety", calls, Clock, state, Window, []);

        Assert.Equal(2, result.Lost.Count);
        Assert.Equal("order.save lost first", result.Lost.First);
        Assert.Equal("view.count lost last", result.Lost.Last);
        Assert.Equal(0.05, result.Lost.Seconds, 3);
        Assert.Null(result.SufficientBudgetMs);
    }

    [Fact]
    public void Each_operation_is_counted_by_its_ends()
    {
        CallRecord[] calls =
        [
            Call(ShopOperation.StockTake, "once", 10, attempts: 3),
            Call(ShopOperation.StockTake, "twice", 20),
            Call(ShopOperation.ViewCount, "in doubt", 30, CallEnd.InDoubt),
            Call(ShopOperation.ViewCount, "misreported", 40, CallEnd.Failed),
            Call(ShopOperation.CartWrite, "cart", 50),
            Call(ShopOperation.CartRead, "cart", 60, CallEnd.Missing),
            Call(ShopOperation.CartRead, "a lost cart", 70, CallEnd.Missing),
        ];
        var state = FinalState.Of(
            (ShopOperation.StockTake, "once", 1), (ShopOperation.StockTake, "twice", 2), (ShopOperation.ViewCount, "misreported", 1),
            (ShopOperation.CartWrite, "cart", 1));

        var result = SystemMeasurement.Of("redissafety", calls, Clock, state, Window, []);

        Assert.Equal(1, result.Sum(static operation => operation.AppliedTwice));
        Assert.Equal(1, result.Sum(static operation => operation.Repeated ?? 0));
        Assert.Equal(1, result.Sum(static operation => operation.InDoubt));
        Assert.Equal(1, result.Sum(static operation => operation.Misreported));
        Assert.Equal(1, result.Sum(static operation => operation.Stale));
        Assert.Equal(2, result.Operations.Single(static operation => operation.Name == "cart.read").Ok);
    }

    [Fact]
    public void Share_of_the_client_begins_when_the_servers_take_writes()
    {
        var state = FinalState.Of((ShopOperation.OrderSave, "a", 1), (ShopOperation.OrderSave, "b", 1));
        CallRecord[] calls = [Call(ShopOperation.OrderSave, "a", 0), Call(ShopOperation.OrderSave, "b", 142, durationMs: 130)];

        var result = SystemMeasurement.Of("redissafety", calls, Clock, state, Window, []);

        Assert.Equal(142, result.Outage!.Ms);
        Assert.Equal(32, result.AddedMs);
        Assert.Equal(130, result.SufficientBudgetMs);
        Assert.Equal(2, result.Timeline.Sum(static bucket => bucket.Answered));
    }

    [Fact]
    public void Redundancy_is_back_when_the_last_primary_has_its_replicas()
    {
        NodeSample[] former = [new(At(-50), true, 1)];
        NodeSample[] next = [new(At(-50), false, 0), new(At(150), true, 0), new(At(900), true, 0), new(At(1200), true, 1)];

        Assert.Equal(1200, Redundancy.Ms([former, next], 1, 1, 0, Clock));
        Assert.Null(Redundancy.Ms([former, next[..3]], 1, 1, 0, Clock));
        Assert.Equal(0, Redundancy.Ms([[.. former, new(At(50), true, 1)], []], 0, 1, 0, Clock));
        Assert.Null(Redundancy.Ms([former, next], -1, 1, 0, Clock));
    }

    [Theory]
    [InlineData("role:master\r\nconnected_slaves:2\r\nslave0:ip=10.0.0.2,port=6379,state=online,offset=1,lag=0\r\n"
        + "slave1:ip=10.0.0.3,port=6379,state=wait_bgsave,offset=0,lag=0\r\n", true, 1)]
    [InlineData("# Replication\r\nrole:slave\r\nslave_read_only:1\r\n", false, 0)]
    [InlineData("role:master\r\nslave0:ip=,port=x,state=online\r\nslave1", true, 0)]
    public void Replication_is_read_from_info(string info, bool isPrimary, int replicas)
    {
        var reply = ReplicationReply.Read(info);

        Assert.NotNull(reply);
        Assert.Equal((isPrimary, replicas), (reply.IsPrimary, reply.Replicas.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("connected_slaves:0")]
    public void Info_without_a_role_is_no_reply(string info) => Assert.Null(ReplicationReply.Read(info));

    [Theory]
    [InlineData(100, 10)]
    [InlineData(11_000, 50)]
    [InlineData(86_400_000, 60_000)]
    public void Timeline_has_a_bounded_number_of_slices(double endMs, double bucketMs)
    {
        var window = new DrillWindow(-1000, 0, 100, endMs, true);

        Assert.Equal(bucketMs, window.BucketMs);
    }
}
