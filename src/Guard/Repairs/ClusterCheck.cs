using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>
/// Compares the nodes with the layout of a Redis Cluster. The layout is the one that StackExchange.Redis has read itself: it lets
/// administrators alone ask for it.
/// </summary>
internal static class ClusterCheck
{
    /// <summary>Chooses the next step: none if each owner of slots is connected and treated as a primary.</summary>
    public static RepairStep NextStep(Survey survey)
    {
        var owners = Owners(survey);
        if (owners.Count == 0)
        {
            // Not readable, by an access list for instance: the roles have to do.
            return survey.IsWritable && survey.HasPrimary ? RepairStep.None : RepairStep.Wait;
        }

        HashSet<EndPoint> primaries =
            [.. survey.Nodes.Where(static node => node.IsPrimary && !node.IsReplica).Select(static node => node.EndPoint)];
        if (owners.All(primaries.Contains))
        {
            return RepairStep.None;
        }

        // A primary that owns nothing may have been promoted since the layout was read.
        return primaries.All(owners.Contains) ? RepairStep.Wait : RepairStep.Reconfigure;
    }

    /// <summary>The nodes whose layout is older than their role.</summary>
    public static IEnumerable<NodeView> Outdated(Survey survey)
    {
        var owners = Owners(survey);
        return owners.Count == 0 ? [] : survey.Nodes.Where(node => node.IsPrimary && !owners.Contains(node.EndPoint));
    }

    private static HashSet<EndPoint> Owners(Survey survey)
    {
        HashSet<EndPoint> owners = [];
        foreach (var node in Newest(survey)?.Nodes ?? [])
        {
            if (!node.IsReplica && node.Slots.Count > 0 && node.EndPoint is { } endpoint)
            {
                owners.Add(endpoint);
            }
        }

        return owners;
    }

    // A promotion raises the epoch.
    private static ClusterConfiguration? Newest(Survey survey)
    {
        ClusterConfiguration? newest = null;
        var highest = -1L;
        foreach (var node in survey.Nodes)
        {
            if (node.IsConnected && node.Server.ClusterConfiguration is { } layout)
            {
                var epoch = layout.Nodes.Max(static other => Epoch(other));
                if (epoch > highest)
                {
                    (newest, highest) = (layout, epoch);
                }
            }
        }

        return newest;
    }

    // id address flags primary ping pong epoch link slots…
    private static long Epoch(ClusterNode node)
    {
        var parts = node.Raw.Split(' ');
        return parts.Length > 6 && long.TryParse(parts[6], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : 0;
    }
}
