using System.Net;

namespace RedisSafety.Topology;

/// <summary>The text that identifies an endpoint in logs, metrics and comparisons.</summary>
internal static class NodeName
{
    public static string Of(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString() ?? string.Empty,
    };
}
