using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>Which node is elected if Sentinels watch over a deployment.</summary>
public sealed class SentinelElectionTests
{
    private static readonly Claimant A = new("a", 0, ClaimOrigin.Found) { Process = "a1" };
    private static readonly Claimant B = new("b", 1, ClaimOrigin.Promoted) { Process = "b1" };
    private static readonly Incumbent WasA = new("a", "a1", new ReplicationPosition("A", 1), 0);

    [Fact]
    public void Nobody_is_elected_before_a_Sentinel_has_answered() =>
        Assert.Equal(PrimaryStatus.NotNamed, SentinelElection.Elect(null, [A], null, 0).Status);

    [Fact]
    public void A_detached_replica_is_not_elected() => Assert.Equal("a", Elect([Says("a", 1)], A, B).Primary);

    [Fact]
    public void A_named_node_that_does_not_confirm_is_waited_for()
    {
        var result = Elect([Says("b", 2)], A);

        Assert.Equal((PrimaryStatus.NotConfirmed, null), (result.Status, result.Primary));
        Assert.Equal(["b"], result.Rivals);
    }

    [Fact]
    public void A_former_primary_that_returns_is_not_elected() => Assert.Equal("b", Elect([Says("b", 2)], A with { Origin = ClaimOrigin.Restarted }, B).Primary);

    [Fact]
    public void The_majority_of_those_that_answer_decides() =>
        Assert.Equal("a", SentinelElection.Decide([Says("a", 1), Says("a", 1), Says("b", 9)])!.Primary);

    [Fact]
    public void Without_a_majority_the_latest_epoch_decides()
    {
        Assert.Equal("b", SentinelElection.Decide([Says("a", 1), Says("b", 2)])!.Primary);
        Assert.Equal("a", SentinelElection.Decide([Says("a", 1)])!.Primary);
        Assert.Null(SentinelElection.Decide([]));
    }

    [Fact]
    public void The_replica_that_a_Sentinel_promotes_is_elected_as_soon_as_it_confirms()
    {
        var leader = Says("a", 1) with { IsFailingOver = true, Promoted = "b" };

        Assert.Equal("b", Elect([Says("a", 1), leader, Says("a", 1)], A, B).Primary);
        Assert.Equal("a", Elect([Says("a", 1), leader, Says("a", 1)], A).Primary);
    }

    [Fact]
    public void A_node_that_another_deployment_promotes_is_not_elected() =>
        Assert.Equal("a", Elect([Says("a", 2), Says("a", 2), Says("z", 1) with { IsFailingOver = true, Promoted = "b" }], A, B).Primary);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_primary_that_restarts_while_it_is_replaced_gets_no_calls(bool isFailingOver, bool isDown)
    {
        var restarted = A with { Process = "a2", Origin = ClaimOrigin.Restarted };

        Assert.Null(Elect([Says("a", 1) with { IsFailingOver = isFailingOver, IsDown = isDown }], restarted).Primary);
        Assert.Equal("a", Elect([Says("a", 1)], restarted).Primary);
    }

    private static SentinelAnswer Says(string primary, long epoch) => new("s", primary, epoch);

    private static ElectionResult Elect(SentinelAnswer[] answers, params Claimant[] claimants) =>
        SentinelElection.Elect(SentinelElection.Decide(answers), claimants, WasA, 0);
}
