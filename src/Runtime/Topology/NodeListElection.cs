using RedisSafety.Replication;

namespace RedisSafety.Topology;

/// <summary>
/// Elects the primary of a list of nodes that no authority watches over, from what the nodes report: their process, and the replication
/// histories that they write and continue. The number of replicas that follow a node proves nothing, as a replica follows whatever
/// answers at the address that it was given.
/// </summary>
internal static class NodeListElection
{
    /// <summary>Elects a primary.</summary>
    /// <param name="claimants">The nodes that report that they are the primary.</param>
    /// <param name="incumbent">The primary that was elected last; <see langword="null"/> before the first election.</param>
    /// <param name="now">The current time.</param>
    /// <param name="rules">What the election rests on.</param>
    public static ElectionResult Elect(IReadOnlyList<Claimant> claimants, Incumbent? incumbent, long now, ElectionRules rules)
    {
        var servers = Servers(claimants);
        if (incumbent is null)
        {
            return ElectFirst(servers, now, rules);
        }

        if (incumbent.Displaced is { } displaced
            && now - incumbent.ElectedAt < rules.DisplacedLasts
            && Continuing(servers, displaced, rules) is { } returned)
        {
            return Elected(returned, displaced, now, rules);
        }

        if (Continuing(servers, incumbent, rules) is { } next)
        {
            return Elected(next, incumbent, now, rules);
        }

        var lost = incumbent with { LostAt = incumbent.LostAt ?? now };
        var successors = Successors(servers, incumbent, rules);
        if (successors.Count > 1)
        {
            return Undecided(successors, lost, now, rules);
        }

        // The same node in another process: its restart lost what its file lacks, and no replica has been promoted in its place.
        if (servers.Find(server => server.Name == incumbent.Name) is { } restarted)
        {
            return Elected(restarted, null, now, rules);
        }

        if (servers.Count == 0)
        {
            return ElectionResult.None(PrimaryStatus.NotFound, lost);
        }

        if (now - lost.LostAt < rules.UnrelatedAfter)
        {
            return ElectionResult.None(PrimaryStatus.Unrelated, lost, servers.Select(static server => server.Name));
        }

        return servers.Count == 1
            ? new(PrimaryStatus.Elected, servers[0].Name, [], Incumbent.Of(servers[0], now, lost with { Displaced = null }))
            : Undecided(servers, lost, now, rules);
    }

    /// <summary>One claimant for each server: the first of its names in the configuration.</summary>
    private static List<Claimant> Servers(IReadOnlyList<Claimant> claimants)
    {
        List<Claimant> servers = [];
        foreach (var claimant in claimants.OrderBy(static claimant => claimant.Order).ThenBy(static claimant => claimant.Name, StringComparer.Ordinal))
        {
            if (!servers.Exists(claimant.IsSameServerAs))
            {
                servers.Add(claimant);
            }
        }

        return servers;
    }

    private static ElectionResult ElectFirst(List<Claimant> servers, long now, ElectionRules rules)
    {
        if (servers.Count == 0 || !rules.IsEveryNodeKnown)
        {
            return ElectionResult.None(PrimaryStatus.NotFound, null);
        }

        var left = servers.FindAll(server => !servers.Exists(other => IsSuperseded(server, other)));
        return left.Count == 1 ? Elected(left[0], null, now, rules) : Undecided(servers, null, now, rules);
    }

    /// <summary>Whether another server was promoted with everything that this one has.</summary>
    private static bool IsSuperseded(Claimant server, Claimant other) =>
        server != other
        && other.Former.IsKnown
        && other.Former.History == server.Position.History
        && (server.IsHandingOver || other.Former.Offset >= server.Position.Offset);

    /// <summary>The one server that continues what the incumbent had: a replica that was promoted from it, else the incumbent itself.</summary>
    private static Claimant? Continuing(List<Claimant> servers, Incumbent incumbent, ElectionRules rules) =>
        Successors(servers, incumbent, rules) switch
        {
            [var successor] => successor,
            [] => servers.Find(incumbent.Is),
            _ => null,
        };

    /// <summary>The servers that were promoted from the incumbent's history, without those that others were promoted from in turn.</summary>
    private static List<Claimant> Successors(List<Claimant> servers, Incumbent incumbent, ElectionRules rules)
    {
        var successors = servers.FindAll(server => !incumbent.Is(server) && Succeeds(server, incumbent, rules.Lineage));
        return successors.FindAll(server => !successors.Exists(other =>
            other != server && other.Former.IsKnown && rules.Lineage.Continues(other.Former.History, server.Position.History)));
    }

    private static bool Succeeds(Claimant server, Incumbent incumbent, Lineage lineage)
    {
        if (!server.Position.IsKnown)
        {
            // Nothing can be asked but the role. A promotion was seen, and there is nothing to hold against it.
            return server.Origin == ClaimOrigin.Promoted && !incumbent.First.IsKnown;
        }

        return server.Origin switch
        {
            ClaimOrigin.Promoted => lineage.Continues(server.Former.History, incumbent.History),
            ClaimOrigin.Found => server.Former.Contains(incumbent.First),
            _ => false,
        };
    }

    private static ElectionResult Elected(Claimant primary, Incumbent? incumbent, long now, ElectionRules rules)
    {
        var next = incumbent?.Is(primary) == true
            ? incumbent with { Name = primary.Name, History = primary.Position.History ?? incumbent.History, LostAt = null }
            : Incumbent.Of(primary, now, displaced: null);
        return new(PrimaryStatus.Elected, primary.Name, [], next);
    }

    private static ElectionResult Undecided(List<Claimant> rivals, Incumbent? incumbent, long now, ElectionRules rules) =>
        rules.OnAmbiguity == AmbiguousPrimaryBehavior.Guess
            ? Elected(rivals.Find(static rival => rival.Origin == ClaimOrigin.Promoted) ?? rivals[0], null, now, rules)
            : ElectionResult.None(PrimaryStatus.Ambiguous, incumbent, rivals.Select(static rival => rival.Name));
}
