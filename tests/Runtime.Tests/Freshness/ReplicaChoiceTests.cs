using System.Net;
using RedisSafety.Monitoring;
using RedisSafety.Nodes;
using RedisSafety.Replication;
using RedisSafety.Routing;
using RedisSafety.Sessions;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Freshness;

/// <summary>Which of several replicas answers.</summary>
public sealed class ReplicaChoiceTests : IDisposable
{
    private static readonly ReadRequirement Anything = new(PrimaryTimeline.Never, ReadReason.Eventual, null, isMonotonic: false);

    private readonly StallWatch _stalls = new(static () => null, TimeProvider.System);
    private readonly RedisSafetyOptions _options = new() { AvailabilityZones = { ["second:6379"] = "b", ["third:6379"] = "b" } };

    [Fact]
    public void In_turn_they_answer_one_after_the_other()
    {
        _options.ReplicaSelection = ReplicaSelection.RoundRobin;
        var (shard, nodes) = Shard();
        nodes[0].Sent(isForPrimary: false, sentAt: 0);

        var chosen = Enumerable.Range(0, 30).Select(_ => Choose(shard)).ToArray();

        Assert.All(nodes, node => Assert.Equal(10, chosen.Count(other => other == node)));
    }

    [Fact]
    public void The_one_with_the_fewest_calls_under_way_answers()
    {
        _options.ReplicaSelection = ReplicaSelection.LeastOutstanding;
        var (shard, nodes) = Shard();
        nodes[0].Sent(isForPrimary: false, sentAt: 0);
        nodes[1].Sent(isForPrimary: false, sentAt: 0);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Same(nodes[2], Choose(shard)));

        nodes[2].Sent(isForPrimary: false, sentAt: 0);
        nodes[0].Calls.Answered();

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Same(nodes[0], Choose(shard)));
    }

    [Theory]
    [InlineData(ReplicaSelection.LeastOutstanding)]
    [InlineData(ReplicaSelection.RoundRobin)]
    public void Those_of_the_own_zone_come_first_and_the_others_where_there_is_none(ReplicaSelection selection)
    {
        (_options.ReplicaSelection, _options.AvailabilityZone) = (selection, "b");
        var (shard, nodes) = Shard();
        nodes[1].Sent(isForPrimary: false, sentAt: 0);
        nodes[2].Sent(isForPrimary: false, sentAt: 0);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Contains(Choose(shard), nodes[1..]));

        nodes[1].State = nodes[2].State = nodes[2].State with { IsLagging = true };

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Same(nodes[0], Choose(shard)));
    }

    [Fact]
    public void One_that_lags_or_has_just_failed_the_call_is_left_out()
    {
        var (shard, nodes) = Shard();
        nodes[0].State = nodes[0].State with { IsLagging = true };

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Same(nodes[2], Choose(shard, failed: nodes[1])));

        nodes[2].State = nodes[2].State with { IsLagging = true };
        Assert.Null(Choose(shard, failed: nodes[1]));
    }

    public void Dispose() => _stalls.Dispose();

    private DeploymentNode? Choose(Shard shard, RedisNode? failed = null) => ReplicaChoice.Choose(shard, Anything, failed, _options, out _, out _);

    private (Shard Shard, RedisNode[] Replicas) Shard()
    {
        var primary = Node("primary");
        RedisNode[] replicas = [Node("first"), Node("second"), Node("third")];
        return (new(primary, replicas, [primary, .. replicas]), replicas);
    }

    private RedisNode Node(string name) => new(new DnsEndPoint(name, 6379), new ConfigurationOptions(), _options, TimeProvider.System, _ => _stalls.Begin());
}
