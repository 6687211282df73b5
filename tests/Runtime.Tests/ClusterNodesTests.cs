using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests;

public sealed class ClusterNodesTests
{
    private const string Other = "453c2e6b8781af43c990410a4b8a28cedfe8963a";
    private const string Own = "2d90628a46eec6a1e68d83e6328be99f88c74f6e 127.0.0.1:11096@21096 myself,master - 0 1795911739000 1 connected 0-5460";

    [Theory]
    [InlineData("127.0.0.1:19866@29866", "127.0.0.1:19866")]
    [InlineData("127.0.0.1:19866", "127.0.0.1:19866")]
    [InlineData("::1:19866@29866", "[::1]:19866")]
    [InlineData("10.0.0.7:6379@16379,", "10.0.0.7:6379")]
    [InlineData("10.0.0.7:6379@16379,node-7.example.com", "10.0.0.7:6379 node-7.example.com:6379")]
    [InlineData("10.0.0.7:6379@16379,,shard-id=69bc", "10.0.0.7:6379")]
    [InlineData("10.0.0.7:6379@16379,shard-id=69bc", "10.0.0.7:6379")]
    [InlineData("10.0.0.7:6379@16379,node-7.example.com,tls-port=0,shard-id=69bc", "10.0.0.7:6379 node-7.example.com:6379")]
    [InlineData(":6379@16379,node-7.example.com", "node-7.example.com:6379")]
    [InlineData(":0@0", "")]
    [InlineData("nothing", "")]
    public void The_target_of_a_slot_that_is_being_moved_is_found(string address, string expected)
    {
        var reply = $"{Other} {address} master - 0 1795911739542 2 connected 5461-10921\n{Own} [93->-{Other}] [77-<-{Other}]\n";

        Assert.Equal(expected, string.Join(' ', ClusterNodes.TargetOf(reply, 93).Select(NodeName.Of)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ERR")]
    [InlineData("a b\nmyself\n  \n")]
    [InlineData($"{Own}\n")]
    [InlineData($"{Own} [94->-{Other}]\n{Other} 127.0.0.1:1@2 master - 0 1 2 connected")]
    [InlineData($"{Own} [93-<-{Other}]\n{Other} 127.0.0.1:1@2 master - 0 1 2 connected")]
    [InlineData($"{Own} [93->-{Other}]\n")]
    [InlineData($"{Own} [193->-{Other}]\n{Other} 127.0.0.1:1@2 master - 0 1 2 connected")]
    [InlineData($"{Other} 127.0.0.1:1@2 master - 0 1 2 connected [93->-{Other}]\n{Own}\n")]
    public void A_slot_that_stays_has_no_target(string? reply) => Assert.Empty(ClusterNodes.TargetOf(reply, 93));
}
