using RedisSafety.Nodes;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Freshness;

public sealed class ReplicationInfoTests
{
    [Fact]
    public void A_primary_tells_its_place_and_what_it_goes_on_from()
    {
        var told = ReplicationInfo.Parse(
            "# Replication\r\nrole:master\r\nconnected_slaves:2\r\nmaster_replid:new\r\nmaster_replid2:old\r\nmaster_repl_offset:500\r\nsecond_repl_offset:301\r\n")!;

        Assert.Equal(NodeRole.Primary, told.Role);
        Assert.Equal(2, told.Replicas);
        Assert.Equal(new("new", 500), told.Position);
        Assert.Equal(new("old", 300), told.Former);
    }

    [Fact]
    public void A_primary_that_goes_on_from_none_says_so_by_minus_one()
    {
        var told = ReplicationInfo.Parse("role:master\r\nmaster_replid:new\r\nmaster_replid2:0000\r\nmaster_repl_offset:0\r\nsecond_repl_offset:-1\r\n")!;

        Assert.Equal(new("new", 0), told.Position);
        Assert.False(told.Former.IsKnown);
    }

    [Fact]
    public void A_linked_replica_tells_what_it_has_applied()
    {
        // Its master_repl_offset is that of its own backlog.
        var told = ReplicationInfo.Parse(
            "role:slave\r\nmaster_link_status:up\r\nmaster_sync_in_progress:0\r\nslave_read_repl_offset:450\r\nslave_repl_offset:440\r\nmaster_replid:new\r\nmaster_repl_offset:450\r\n")!;

        Assert.True(told.Linked);
        Assert.Equal(new("new", 440), told.Position);
    }

    [Theory]
    [InlineData("master_link_status:down\r\nmaster_sync_in_progress:0")]
    [InlineData("master_link_status:up\r\nmaster_sync_in_progress:1")]
    [InlineData("slave_repl_offset:440")]
    public void A_replica_without_its_link_has_no_place(string link)
    {
        var told = ReplicationInfo.Parse($"role:slave\r\n{link}\r\nslave_repl_offset:440\r\nmaster_replid:new\r\n")!;

        Assert.False(told.Linked);
        Assert.False(told.Position.IsKnown);
    }

    [Fact]
    public void A_linked_replica_that_does_not_say_what_it_has_applied_has_no_place()
    {
        // As Garnet answers: what was received is told, what was applied is not.
        var told = ReplicationInfo.Parse(
            "role:slave\r\nmaster_link_status:up\r\nmaster_sync_in_progress:False\r\nslave_read_repl_offset:450\r\nmaster_replid:new\r\n")!;

        Assert.True(told.Linked);
        Assert.False(told.Position.IsKnown);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("role")]
    [InlineData("role:sentinel")]
    [InlineData("# Server\r\nredis_version:7.0.15")]
    public void What_names_no_role_is_none(string? info) => Assert.Null(ReplicationInfo.Parse(info));
}
