namespace RedisSafety.Topology;

/// <summary>
/// Elects the node that an authority names: the cluster for a shard, or the name of the primary endpoint, behind which a provider puts the
/// primary. The node only confirms it.
/// </summary>
internal static class NamedElection
{
    /// <summary>Elects a primary.</summary>
    /// <param name="named">The node that the authority names; <see langword="null"/> if it names none.</param>
    /// <param name="claimants">The nodes that report that they are the primary.</param>
    /// <param name="incumbent">The primary that was elected last; <see langword="null"/> before the first election.</param>
    /// <param name="now">The current time.</param>
    public static ElectionResult Elect(string? named, IReadOnlyList<Claimant> claimants, Incumbent? incumbent, long now)
    {
        if (named is null)
        {
            return ElectionResult.None(PrimaryStatus.NotNamed, incumbent);
        }

        var primary = claimants.FirstOrDefault(claimant => claimant.Name == named);
        return primary is null
            ? ElectionResult.None(PrimaryStatus.NotConfirmed, incumbent, named)
            : new(PrimaryStatus.Elected, named, [], incumbent?.Is(primary) == true ? incumbent : Incumbent.Of(primary, now, null));
    }
}
