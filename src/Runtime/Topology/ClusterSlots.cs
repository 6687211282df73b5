using System.Net;
using StackExchange.Redis;

namespace RedisSafety.Topology;

/// <summary>What <c>CLUSTER SLOTS</c> answers: which nodes serve which slots.</summary>
internal sealed class ClusterSlots
{
    public const int Count = 16384;

    private ClusterSlots(short[] slots, List<EndPoint[]> shards, HashSet<string> ids)
    {
        Slots = slots;
        Shards = shards;
        Ids = ids;
    }

    /// <summary>For each slot the index of its shard, or -1.</summary>
    public short[] Slots { get; }

    /// <summary>The nodes of each shard, the primary that the cluster knows of first.</summary>
    public IReadOnlyList<EndPoint[]> Shards { get; }

    /// <summary>The ids of all nodes, by which two layouts of the same cluster are told from those of two clusters.</summary>
    public IReadOnlySet<string> Ids { get; }

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
        HashSet<string> ids = new(StringComparer.Ordinal);
        Dictionary<string, short> byPrimary = new(StringComparer.Ordinal);
        foreach (var range in (RedisResult[])reply!)
        {
            var nodes = new List<EndPoint>();
            for (var i = 2; i < range.Length; i++)
            {
                if (ParseNode(range[i], asked) is { } node)
                {
                    nodes.Add(node);
                    if (range[i].Length > 2 && (string?)range[i][2] is { Length: > 0 } id)
                    {
                        ids.Add(id);
                    }
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

        return shards.Count == 0 ? null : new ClusterSlots(slots, shards, ids);
    }

    /// <summary>Whether another layout names the same nodes, in the same roles, for the same slots.</summary>
    public bool IsSameAs(ClusterSlots other) =>
        Slots.AsSpan().SequenceEqual(other.Slots)
        && Shards.Count == other.Shards.Count
        && Shards.Zip(other.Shards, static (mine, theirs) => NodeName.Of(mine[0]) == NodeName.Of(theirs[0]) && mine.ToHashSet().SetEquals(theirs)).All(static same => same);

    /// <summary>
    /// Combines what several nodes know: the layout of the node that has heard of the latest epoch, and over it what each node claims for
    /// itself under a higher epoch than the owner that the layout names. A primary that the cluster has replaced claims an older one.
    /// </summary>
    /// <param name="views">What the nodes answered; the first of equals is preferred.</param>
    /// <returns>The layout; <see langword="null"/> if there are no views.</returns>
    public static ClusterSlots? Combine(IReadOnlyList<ClusterView> views)
    {
        if (views.MaxBy(static view => view.LatestEpoch) is not { } latest)
        {
            return null;
        }

        var slots = (short[])latest.Slots.Slots.Clone();
        List<EndPoint[]> shards = [.. latest.Slots.Shards];
        HashSet<string> ids = new(latest.Slots.Ids, StringComparer.Ordinal);
        var epochs = views.ToDictionary(static view => view.Node, static view => view.OwnEpoch, StringComparer.Ordinal);
        foreach (var view in views)
        {
            for (var i = 0; i < view.Slots.Shards.Count; i++)
            {
                var claimed = view.Slots.Shards[i];
                if (NodeName.Of(claimed[0]) != view.Node || shards.Exists(shard => NodeName.Of(shard[0]) == view.Node && shard.Length >= claimed.Length))
                {
                    continue;
                }

                var index = (short)shards.Count;
                var isClaimed = false;
                for (var slot = 0; slot < Count; slot++)
                {
                    if (view.Slots.Slots[slot] == i && OwnerEpoch(slot) < view.OwnEpoch)
                    {
                        slots[slot] = index;
                        isClaimed = true;
                    }
                }

                if (isClaimed)
                {
                    shards.Add(claimed);
                    ids.UnionWith(view.Slots.Ids);
                }
            }
        }

        return new ClusterSlots(slots, shards, ids).WithoutEmptyShards();

        long OwnerEpoch(int slot) =>
            slots[slot] < 0 ? long.MinValue : epochs.GetValueOrDefault(NodeName.Of(shards[slots[slot]][0]), long.MinValue);
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

    private ClusterSlots WithoutEmptyShards()
    {
        var kept = Enumerable.Range(0, Shards.Count).Where(shard => Array.IndexOf(Slots, (short)shard) >= 0).ToArray();
        if (kept.Length == Shards.Count)
        {
            return this;
        }

        var renumbered = Array.ConvertAll(Slots, slot => slot < 0 ? slot : (short)Array.IndexOf(kept, slot));
        return new(renumbered, [.. kept.Select(shard => Shards[shard])], [.. Ids]);
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
