using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>Which node is elected in a list that no authority watches over.</summary>
public sealed class NodeListElectionTests
{
    private const long Delay = 1_000;

    private static readonly Claimant A = new("a", 0, ClaimOrigin.Found) { Process = "a1", Position = At("A", 100) };
    private static readonly Claimant PromotedB = new("b", 1, ClaimOrigin.Promoted) { Process = "b1", Position = At("B", 130), Former = At("A", 100) };
    private static readonly Claimant RestartedA = new("a", 0, ClaimOrigin.Restarted) { Process = "a2", Position = At("A2", 0), Former = At("A", 100) };
    private static readonly Claimant EmptyB = new("b", 1, ClaimOrigin.Restarted) { Process = "b2", Position = At("B2", 0) };
    private static readonly Incumbent WasA = new("a", "a1", At("A", 50), 0);
    private static readonly Incumbent WasB = new("b", "b1", At("B", 110), 0);

    [Fact]
    public void The_only_claimant_is_elected() => Assert.Equal("a", Elect(null, A).Primary);

    [Fact]
    public void Without_a_claimant_there_is_no_primary() => Assert.Equal(PrimaryStatus.NotFound, Elect(WasA).Status);

    [Fact]
    public void A_promoted_replica_succeeds_a_primary_that_is_gone() => Assert.Equal("b", Elect(WasA, PromotedB).Primary);

    [Fact]
    public void A_promoted_replica_succeeds_a_primary_that_goes_on() => Assert.Equal("b", Elect(WasA, A, PromotedB).Primary);

    [Fact]
    public void A_former_primary_that_restarts_does_not_return_to_its_place() => Assert.Equal("b", Elect(WasB, RestartedA, PromotedB).Primary);

    [Fact]
    public void A_former_primary_that_goes_on_does_not_return_to_its_place() => Assert.Equal("b", Elect(WasB, A, PromotedB).Primary);

    [Fact]
    public void A_promoted_replica_comes_before_the_primary_that_restarted() => Assert.Equal("b", Elect(WasA, RestartedA, PromotedB).Primary);

    [Fact]
    public void A_primary_that_restarts_in_its_place_is_elected_at_once() => Assert.Equal("a", Elect(WasA, RestartedA).Primary);

    [Fact]
    public void An_empty_node_is_not_elected_beside_the_primary() => Assert.Equal("a", Elect(WasA, A, EmptyB).Primary);

    [Fact]
    public void An_empty_node_is_elected_after_the_delay_if_the_primary_does_not_return()
    {
        var waiting = Elect(WasA, EmptyB);
        var elected = NodeListElection.Elect([EmptyB], waiting.Incumbent, 5 + Delay, Rules());

        Assert.Equal((PrimaryStatus.Unrelated, null), (waiting.Status, waiting.Primary));
        Assert.Equal(["b"], waiting.Rivals);
        Assert.Equal("b", elected.Primary);
    }

    [Fact]
    public void The_primary_with_the_data_returns_to_its_place_after_an_empty_one_was_elected()
    {
        var waiting = Elect(WasA, EmptyB);
        var elected = NodeListElection.Elect([EmptyB], waiting.Incumbent, 5 + Delay, Rules());

        Assert.Equal("a", NodeListElection.Elect([A, EmptyB], elected.Incumbent, 7 + Delay, Rules()).Primary);
    }

    [Fact]
    public void A_fresh_router_does_not_choose_between_a_restarted_primary_and_a_promoted_replica()
    {
        var result = Elect(null, RestartedA with { Origin = ClaimOrigin.Found }, PromotedB with { Origin = ClaimOrigin.Found });

        Assert.Equal((PrimaryStatus.Ambiguous, null), (result.Status, result.Primary));
        Assert.Equal(["a", "b"], result.Rivals);
    }

    [Fact]
    public void A_fresh_router_does_not_take_the_first_that_answers()
    {
        var result = NodeListElection.Elect([A], null, 5, Rules() with { IsEveryNodeKnown = false });

        Assert.Equal((PrimaryStatus.NotFound, null), (result.Status, result.Primary));
        Assert.Equal("a", NodeListElection.Elect([A], WasA, 5, Rules() with { IsEveryNodeKnown = false }).Primary);
    }

    [Fact]
    public void A_fresh_router_does_not_choose_between_strangers() =>
        Assert.Equal(PrimaryStatus.Ambiguous, Elect(null, A, EmptyB with { Origin = ClaimOrigin.Found }).Status);

    [Fact]
    public void A_fresh_router_takes_the_replica_that_was_promoted_with_everything() =>
        Assert.Equal("b", Elect(null, A, PromotedB with { Origin = ClaimOrigin.Found }).Primary);

    [Fact]
    public void A_fresh_router_does_not_choose_if_both_went_on_after_the_promotion() =>
        Assert.Equal(PrimaryStatus.Ambiguous, Elect(null, A with { Position = At("A", 150) }, PromotedB with { Origin = ClaimOrigin.Found }).Status);

    [Fact]
    public void A_fresh_router_follows_a_primary_that_hands_over() =>
        Assert.Equal("b", Elect(null, A with { Position = At("A", 150), IsHandingOver = true }, PromotedB with { Origin = ClaimOrigin.Found }).Primary);

    [Fact]
    public void Two_names_of_one_server_are_one_claimant_by_the_first_name()
    {
        var reader = A with { Name = "reader", Order = 1 };

        Assert.Equal("a", Elect(null, reader, A).Primary);
        Assert.Equal("a", Elect(WasA with { Name = "reader" }, reader, A).Primary);
        Assert.Equal("reader", Elect(WasA, reader).Primary);
    }

    [Fact]
    public void Of_two_promotions_in_a_row_the_last_one_counts()
    {
        var c = new Claimant("c", 2, ClaimOrigin.Promoted) { Process = "c1", Position = At("C", 170), Former = At("B", 160) };

        Assert.Equal("c", Elect(WasA, A, PromotedB, c).Primary);
        Assert.Equal("c", Elect(WasA, c).Primary);
    }

    [Fact]
    public void Two_promotions_from_one_primary_are_ambiguous()
    {
        var c = new Claimant("c", 2, ClaimOrigin.Promoted) { Process = "c1", Position = At("C", 140), Former = At("A", 100) };

        Assert.Equal(PrimaryStatus.Ambiguous, Elect(WasA, PromotedB, c).Status);
    }

    [Fact]
    public void A_node_that_is_met_as_a_primary_succeeds_only_with_what_the_primary_had()
    {
        var met = PromotedB with { Origin = ClaimOrigin.Found };

        Assert.Equal("b", Elect(WasA, A, met).Primary);
        Assert.Equal("a", Elect(WasA with { First = At("A", 101) }, A, met).Primary);
        Assert.Equal("a", Elect(WasA, A, met with { Former = At("Z", 100) }).Primary);
    }

    [Fact]
    public void A_replica_that_was_pointed_at_another_data_set_before_does_not_succeed() =>
        Assert.Equal("a", Elect(WasA, A, PromotedB with { Former = At("Z", 900) }).Primary);

    [Fact]
    public void A_guess_takes_the_promoted_one_else_the_first()
    {
        Assert.Equal("b", Elect(null, AmbiguousPrimaryBehavior.Guess, RestartedA, PromotedB).Primary);
        Assert.Equal("a", Elect(null, AmbiguousPrimaryBehavior.Guess, A, EmptyB).Primary);
    }

    [Fact]
    public void Nodes_that_cannot_tell_their_place_are_taken_at_their_role()
    {
        var silent = new Claimant("a", 0, ClaimOrigin.Found);
        var promoted = new Claimant("b", 1, ClaimOrigin.Promoted);
        var incumbent = Elect(null, silent).Incumbent;

        Assert.Equal("b", Elect(incumbent, promoted).Primary);
        Assert.Equal("b", Elect(incumbent, silent, promoted).Primary);
        Assert.Equal("a", Elect(incumbent, silent, new Claimant("c", 2, ClaimOrigin.Restarted)).Primary);
    }

    private static ReplicationPosition At(string history, long offset) => new(history, offset);

    private static ElectionRules Rules(AmbiguousPrimaryBehavior behavior = AmbiguousPrimaryBehavior.Wait) =>
        new(Lineage.Empty.With("B", "A").With("C", "B").With("A2", "A"), behavior, Delay);

    private static ElectionResult Elect(Incumbent? incumbent, params Claimant[] claimants) => NodeListElection.Elect(claimants, incumbent, 5, Rules());

    private static ElectionResult Elect(Incumbent? incumbent, AmbiguousPrimaryBehavior behavior, params Claimant[] claimants) =>
        NodeListElection.Elect(claimants, incumbent, 5, Rules(behavior));
}
