using System.Globalization;
using System.Net;

namespace RedisSafety.Topology;

/// <summary>Reads from the reply to <c>CLUSTER NODES</c> where the slots of the replying node are being moved.</summary>
internal static class ClusterNodes
{
    // id, address, flags, primary, ping, pong, epoch, state; slots follow.
    private const int Fields = 8;

    /// <summary>Finds the addresses of the node that a slot is being moved to.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>The node's IP address, and the host name that it announces, if it does; none if the slot is not being moved.</returns>
    public static IReadOnlyList<EndPoint> TargetOf(string? reply, int slot)
    {
        var lines = (reply ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var mark = string.Create(CultureInfo.InvariantCulture, $"[{slot}->-");
        foreach (var line in lines)
        {
            var fields = line.Split(' ');
            if (fields.Length <= Fields || !fields[2].Contains("myself", StringComparison.Ordinal))
            {
                continue;
            }

            if (Array.Find(fields, field => field.StartsWith(mark, StringComparison.Ordinal)) is { } moving)
            {
                var target = moving[mark.Length..].TrimEnd(']');
                return Array.Find(lines, other => other.StartsWith(target + " ", StringComparison.Ordinal)) is { } found
                    ? AddressesOf(found.Split(' ')[1])
                    : [];
            }
        }

        return [];
    }

    /// <summary>Reads <c>ip:port@bus</c>, with a host name and other fields after commas since Redis 7.</summary>
    private static List<EndPoint> AddressesOf(string text)
    {
        var parts = text.Split(',');
        var address = parts[0].Split('@')[0];
        var colon = address.LastIndexOf(':');
        if (colon < 0
            || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is 0 or > ushort.MaxValue)
        {
            return [];
        }

        List<EndPoint> addresses = [];
        if (IPAddress.TryParse(address.AsSpan(0, colon), out var ip))
        {
            addresses.Add(new IPEndPoint(ip, port));
        }

        if (parts.Length > 1 && parts[1].Length > 0 && !parts[1].Contains('=', StringComparison.Ordinal))
        {
            addresses.Add(new DnsEndPoint(parts[1], port));
        }

        return addresses;
    }
}
