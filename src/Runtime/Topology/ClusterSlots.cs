using System.Net;
using StackExchange.Redis;

namespace RedisSafety.Topology;

/// <summary>What <c>CLUSTER SLOTS</c> answers: which nodes serve which slots.</summary>
internal sealed class ClusterSlots
{
    public const int Count = 16384;

    private ClusterSlots(short[] slots, List<EndPoint[]> shards)
    {
        Slots = slots;
        Shards = shards;
    }

    /// <summary>For each slot the index of its shard, or -1.</summary>
    public short[] Slots { get; }

    /// <summary>The nodes of each shard, the primary that the cluster knows of first.</summary>
    public IReadOnlyList<EndPoint[]> Shards { get; }

    /// <summary>Reads an answer.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="asked">The node that gave it: a node that does not know its own address leaves it empty.</param>
    public static ClusterSlots? Parse(RedisResult reply, EndPoint asked)
    {
        if (reply.Resp2Type != ResultType.Array || reply.Length == 0)
        {
            return null;
        }

        var slots = new short[Count];
        Array.Fill(slots, (short)-1);
        List<EndPoint[]> shards = [];
        Dictionary<string, short> byPrimary = new(StringComparer.Ordinal);
        foreach (var range in (RedisResult[])reply!)
        {
            var nodes = new List<EndPoint>();
            for (var i = 2; i < range.Length; i++)
            {
                if (ParseNode(range[i], asked) is { } node)
                {
                    nodes.Add(node);
                }
            }

            if (nodes.Count == 0)
            {
                continue;
            }

            var name = NodeName.Of(nodes[0]);
            if (!byPrimary.TryGetValue(name, out var shard))
            {
                shard = (short)shards.Count;
                byPrimary.Add(name, shard);
                shards.Add([.. nodes]);
            }

            var (first, last) = ((int)range[0], (int)range[1]);
            if (first < 0 || last >= Count || first > last)
            {
                return null;
            }

            Array.Fill(slots, shard, first, last - first + 1);
        }

        return shards.Count == 0 ? null : new ClusterSlots(slots, shards);
    }

    /// <summary>
    /// Whether another layout leaves every slot among nodes of the same shard. A failover within a shard moves no key.
    /// </summary>
    public bool AssignsAs(ClusterSlots other)
    {
        var names = Shards.Select(static shard => shard.Select(NodeName.Of).ToHashSet(StringComparer.Ordinal)).ToArray();
        var otherNames = other.Shards.Select(static shard => shard.Select(NodeName.Of).ToArray()).ToArray();
        (short Mine, short Theirs) last = (-2, -2);
        for (var slot = 0; slot < Count; slot++)
        {
            var pair = (Mine: Slots[slot], Theirs: other.Slots[slot]);
            if (pair == last)
            {
                continue;
            }

            last = pair;
            if (pair.Mine < 0 != pair.Theirs < 0
                || (pair.Mine >= 0 && !Array.Exists(otherNames[pair.Theirs], names[pair.Mine].Contains)))
            {
                return false;
            }
        }

        return true;
    }

    private static EndPoint? ParseNode(RedisResult node, EndPoint asked)
    {
        if (node.Resp2Type != ResultType.Array || node.Length < 2)
        {
            return null;
        }

        var host = (string?)node[0];
        var port = (int)node[1];
        if (string.IsNullOrEmpty(host) || host == "?")
        {
            return asked switch
            {
                DnsEndPoint dns => new DnsEndPoint(dns.Host, port),
                IPEndPoint ip => new IPEndPoint(ip.Address, port),
                _ => null,
            };
        }

        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }
}
