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
    public void The_latest_epoch_decides_and_then_the_majority()
    {
        Assert.Equal("b", SentinelElection.Decide([Says("a", 1), Says("a", 1), Says("b", 2)], null, 3)!.Primary);
        Assert.Equal("a", SentinelElection.Decide([Says("b", 1), Says("a", 1), Says("a", 1)], null, 3)!.Primary);
    }

    [Fact]
    public void Without_a_majority_the_latest_epoch_decides()
    {
        Assert.Equal("b", SentinelElection.Decide([Says("a", 1), Says("b", 2)], null, 3)!.Primary);
        Assert.Equal("a", SentinelElection.Decide([Says("a", 1)], null, 3)!.Primary);
        Assert.Null(SentinelElection.Decide([], null, 3));
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

    [Fact]
    public void An_older_answer_does_not_count_while_the_newer_ones_are_out_of_reach()
    {
        var last = SentinelElection.Decide([Says("b", 2), Says("b", 2), Says("a", 1)], null, 3);

        Assert.Equal("b", SentinelElection.Decide([Says("a", 1)], last, 3)!.Primary);
        Assert.Equal("b", SentinelElection.Decide([], last, 3)!.Primary);
        Assert.Equal("c", SentinelElection.Decide([Says("c", 3)], last, 3)!.Primary);
        Assert.Equal("a", SentinelElection.Decide([Says("a", 0), Says("a", 0)], last, 3)!.Primary);
    }

    [Fact]
    public void A_promotion_counts_while_the_Sentinel_that_leads_it_is_out_of_reach()
    {
        SentinelAnswer leader = new("leader", "a", 1) { IsFailingOver = true, Promoted = "b" };
        var last = SentinelElection.Decide([Says("a", 1), Says("a", 1), leader], null, 3);
        var returned = A with { Process = "a2", Origin = ClaimOrigin.Restarted };
        var wasB = Incumbent.Of(B, 0, null);

        var without = SentinelElection.Decide([Says("a", 1), Says("a", 1)], last, 3);
        Assert.Equal("b", SentinelElection.Elect(without, [returned, B], wasB, 1).Primary);
        SentinelAnswer ended = new("leader", "b", 2);
        Assert.Equal("b", SentinelElection.Elect(SentinelElection.Decide([Says("a", 1), Says("a", 1), ended], without, 3), [returned, B], wasB, 1).Primary);
        var givenUp = SentinelElection.Decide([Says("a", 1), Says("a", 1), leader with { IsFailingOver = false, Promoted = null }], without, 3);
        Assert.Equal("a", SentinelElection.Elect(givenUp, [A, B], wasB, 1).Primary);
    }

    private static SentinelAnswer Says(string primary, long epoch) => new("s", primary, epoch);

    private static ElectionResult Elect(SentinelAnswer[] answers, params Claimant[] claimants) =>
        SentinelElection.Elect(SentinelElection.Decide(answers, null, 3), claimants, WasA, 0);
}
