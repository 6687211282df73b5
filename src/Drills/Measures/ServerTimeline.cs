namespace RedisSafety.Drills.Measures;

/// <summary>Which node took writes when, by the probers' records.</summary>
internal sealed class ServerTimeline
{
    /// <summary>
    /// How long a former primary must take no write before another one counts, in milliseconds: a node that restarts alone takes writes
    /// for a moment, and so does a former primary before it becomes a replica.
    /// </summary>
    private const double SilenceMs = 100;

    private ServerTimeline(IReadOnlyList<(double AtMs, int Node)> writes, int switches)
    {
        Writes = writes;
        Switches = switches;
    }

    /// <summary>The writes that the primary of the time accepted, in milliseconds since the trigger, ascending.</summary>
    public IReadOnlyList<(double AtMs, int Node)> Writes { get; }

    /// <summary>How often the primary changed after the trigger.</summary>
    public int Switches { get; }

    /// <summary>The last primary; -1 if no node took a write.</summary>
    public int Primary => Writes.Count > 0 ? Writes[^1].Node : -1;

    /// <summary>
    /// The longest time without a write: of those that a change of the primary ends, or, without a change, of all after the trigger.
    /// </summary>
    /// <param name="disturbedMs">The end of the disturbance, in milliseconds since the trigger.</param>
    /// <param name="endMs">The end of the watch.</param>
    public Outage? Outage(double disturbedMs, double endMs)
    {
        if (Switches == 0)
        {
            return Measures.Outage.Find(Writes.Select(static write => write.AtMs), endMs, disturbedMs);
        }

        Outage? longest = null;
        foreach (var (before, after) in Writes.Zip(Writes.Skip(1)))
        {
            if (after.AtMs <= 0 || before.Node == after.Node)
            {
                continue;
            }

            if (longest is null || after.AtMs - before.AtMs > longest.Ms)
            {
                longest = new(before.AtMs, after.AtMs, true);
            }
        }

        return longest;
    }

    /// <summary>The longest time between two writes apart from the outage, in milliseconds: below it, a time is noise.</summary>
    public double NoiseMs(Outage? outage) => Writes.Zip(Writes.Skip(1))
        .Where(static pair => pair.First.Node == pair.Second.Node)
        .Where(pair => outage is null || pair.Second.AtMs <= outage.FromMs || pair.First.AtMs >= outage.ToMs)
        .Select(static pair => pair.Second.AtMs - pair.First.AtMs)
        .DefaultIfEmpty()
        .Max();

    /// <summary>Reads the records of all nodes.</summary>
    /// <param name="accepted">For each node, when it accepted writes, in milliseconds since the trigger.</param>
    public static ServerTimeline Of(IReadOnlyList<IReadOnlyList<double>> accepted)
    {
        var all = accepted.SelectMany(static (moments, node) => moments.Select(at => (AtMs: at, Node: node)))
            .OrderBy(static write => write.AtMs)
            .ToList();
        var writes = new List<(double, int)>(all.Count);
        var (primary, switches) = (-1, 0);
        for (var i = 0; i < all.Count; i++)
        {
            var write = all[i];
            if (primary >= 0 && write.Node != primary)
            {
                var former = primary;
                var stillTakes = all.Skip(i + 1)
                    .TakeWhile(later => later.AtMs <= write.AtMs + SilenceMs)
                    .Any(later => later.Node == former);
                if (stillTakes)
                {
                    continue;
                }

                switches += write.AtMs > 0 ? 1 : 0;
            }

            primary = write.Node;
            writes.Add(write);
        }

        return new(writes, switches);
    }
}
