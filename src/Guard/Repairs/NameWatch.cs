using System.Net;
using System.Net.Sockets;

namespace RedisSafety.Repairs;

/// <summary>Decides when a connection to a node that is no primary is worth closing, so that its endpoint is resolved again.</summary>
/// <param name="limit">The time that resolving a name may take.</param>
internal sealed class NameWatch(TimeSpan limit)
{
    // For what no name shows: a balancer or a forwarded port that leads elsewhere now.
    private static readonly TimeSpan AtLatest = TimeSpan.FromSeconds(2);

    // Listed by their addresses, nodes stay where they are. Their reads are worth more than that chance.
    private static readonly TimeSpan AtLatestListed = TimeSpan.FromSeconds(10);

    private readonly Dictionary<EndPoint, (string Addresses, TimeSpan Closed)> _known = [];

    /// <summary>Whether to close the connection to an endpoint now.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="isOnly">Whether the multiplexer has no other: then the primary can be behind this one only.</param>
    /// <param name="elapsed">The time since the repair began.</param>
    public async Task<bool> IsWorthClosingAsync(EndPoint endpoint, bool isOnly, TimeSpan elapsed)
    {
        var addresses = endpoint is DnsEndPoint dns ? await ResolveAsync(dns.Host).ConfigureAwait(false) : "";
        if (!_known.TryGetValue(endpoint, out var known))
        {
            // The name can have moved before the repair began. With other nodes, one of them is likely to be the next primary.
            _known[endpoint] = (addresses, elapsed);
            return isOnly;
        }

        // An address shows no move, so the only endpoint is tried in each round.
        var isTriedAlways = isOnly && endpoint is not DnsEndPoint;
        var hasMoved = addresses.Length > 0 && addresses != known.Addresses;
        var latest = isOnly || endpoint is DnsEndPoint ? AtLatest : AtLatestListed;
        if (isTriedAlways || hasMoved || elapsed - known.Closed >= latest)
        {
            _known[endpoint] = (addresses, elapsed);
            return true;
        }

        return false;
    }

    private async Task<string> ResolveAsync(string host)
    {
        try
        {
            var resolving = Dns.GetHostAddressesAsync(host);
            if (!await Limit.KeptAsync(resolving, limit).ConfigureAwait(false))
            {
                return "";
            }

            // Sorted, as a name server rotates them.
            var addresses = (await resolving.ConfigureAwait(false)).Select(static address => address.ToString());
            return string.Join(",", addresses.OrderBy(static address => address, StringComparer.Ordinal));
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            return "";
        }
    }
}
