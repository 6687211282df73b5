using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>How a node's observations show the way in which it became a primary.</summary>
public sealed class NodeTrackTests
{
    [Fact]
    public void A_primary_that_is_met_was_found() => Assert.Equal(ClaimOrigin.Found, Track(Primary("p")).Origin);

    [Fact]
    public void A_replica_that_becomes_a_primary_in_its_process_was_promoted() =>
        Assert.Equal(ClaimOrigin.Promoted, Track(Replica("p"), Primary("p"), Primary("p")).Origin);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_primary_in_another_process_has_restarted(bool wasPrimary) =>
        Assert.Equal(ClaimOrigin.Restarted, Track(wasPrimary ? Primary("p") : Replica("p"), Lost(), Primary("q")).Origin);

    [Fact]
    public void A_restarted_node_that_follows_again_and_is_promoted_was_promoted() =>
        Assert.Equal(ClaimOrigin.Promoted, Track(Primary("p"), Primary("q"), Replica("q"), Primary("q")).Origin);

    [Fact]
    public void Silence_and_unidentified_connections_change_nothing() =>
        Assert.Equal(ClaimOrigin.Promoted, Track(Replica("p"), Lost(), Primary(null) with { IsPlacePending = true }, Primary("p")).Origin);

    [Fact]
    public void A_replica_has_no_claim() => Assert.Equal(ClaimOrigin.None, Track(Primary("p"), Replica("p")).Origin);

    private static NodeObservation Primary(string? process) => new(NodeRole.Primary, true, 0, null) { Process = process };

    private static NodeObservation Replica(string process) =>
        new(NodeRole.Replica, true, 0, null) { Process = process, Position = new ReplicationPosition("A", 1) };

    private static NodeObservation Lost() => NodeObservation.Failed(new TimeoutException());

    private static NodeTrack Track(params NodeObservation[] observations) =>
        observations.Aggregate(NodeTrack.Start, static (track, observation) => track.Next(observation));
}
