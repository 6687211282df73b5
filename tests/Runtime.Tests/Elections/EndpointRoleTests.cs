using System.Net;
using RedisSafety.Topology;

namespace RedisSafety.Runtime.Tests.Elections;

/// <summary>What the names of ElastiCache's endpoints say.</summary>
public sealed class EndpointRoleTests
{
    [Theory]
    [InlineData("shop.abc123.ng.0001.use1.cache.amazonaws.com", true, false)]
    [InlineData("master.shop.abc123.use1.cache.amazonaws.com", true, false)]
    [InlineData("shop-ro.abc123.ng.0001.use1.cache.amazonaws.com", false, true)]
    [InlineData("replica.shop.abc123.use1.cache.amazonaws.com", false, true)]
    [InlineData("shop-001.abc123.0001.use1.cache.amazonaws.com", false, false)]
    [InlineData("shop-001.shop.abc123.use1.cache.amazonaws.com", false, false)]
    [InlineData("clustercfg.shop.abc123.use1.cache.amazonaws.com", false, false)]
    [InlineData("shop-ro.example.com", false, false)]
    [InlineData("localhost", false, false)]
    public void A_name_is_a_primary_or_a_reader_endpoint_by_its_form(string host, bool isPrimary, bool isReader)
    {
        var endpoint = new DnsEndPoint(host, 6379);

        Assert.Equal((isPrimary, isReader), (EndpointRole.IsPrimary(endpoint), EndpointRole.IsReader(endpoint)));
    }
}
