namespace RedisSafety.Analyzers.Flow;

/// <summary>
/// The reads that follow a write in a function of one path that assigns nothing on its way: what comes before a call in the text has
/// happened before it, and means the same. That is how most functions are, and takes neither a graph nor sets of writes.
/// </summary>
internal static class StraightPath
{
    /// <summary>The path can be followed by the order of its calls alone.</summary>
    public static bool IsFor(MemberFacts facts, Body body)
    {
        if (!facts.IsStraight || facts.Assigns)
        {
            return false;
        }

        // A call may assign a field that a key is made of.
        foreach (var site in body.Sites)
        {
            foreach (var effect in site.Effects)
            {
                if (effect.IsWrite && effect.Key.HasMembers)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Finds the reads.</summary>
    public static void Run(Body body, List<Finding> found, List<Finding> always)
    {
        for (var i = 0; i < body.Sites.Count; i++)
        {
            var site = body.Sites[i];
            bool isFound = false, isCertain = false;
            foreach (var read in site.Effects)
            {
                if (read.IsWrite || read.Has(EffectTraits.Settled))
                {
                    continue;
                }

                if (read.MayBeServedByReplica)
                {
                    if (!isFound && Nearest(read, body.Sites, i) is var (at, write))
                    {
                        isFound = true;
                        found.Add(new Finding(read, FollowingWrites.ReadAt(read, site), write, at.Place));
                    }
                }
                else if (!isCertain && read.Has(EffectTraits.ReadYourWrites) && Nearest(read, body.Sites, i) is var (certainAt, certain))
                {
                    isCertain = true;
                    always.Add(new Finding(read, FollowingWrites.ReadAt(read, site), certain, certainAt.Place));
                }
            }
        }
    }

    // Going back from the read, the first write of its key, if no barrier comes after it.
    private static (CallSite Site, Effect Write)? Nearest(Effect read, List<CallSite> sites, int at)
    {
        for (var i = at - 1; i >= 0; i--)
        {
            var site = sites[i];
            if (site.Together is null || site.Together != sites[at].Together)
            {
                foreach (var write in site.Effects)
                {
                    if (write.IsWrite && !write.Has(EffectTraits.Settled) && write.Changes(read))
                    {
                        return (site, write);
                    }
                }
            }

            if (site.IsBarrier)
            {
                return null;
            }
        }

        return null;
    }
}
