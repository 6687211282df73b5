namespace RedisSafety.Topology;

/// <summary>
/// Elects the primary that the Sentinels name. The nodes only confirm it: a node that was detached or restarted, or that belongs to another
/// deployment, reports that it is a primary as well.
/// </summary>
internal static class SentinelElection
{
    /// <summary>The answer that counts: the one of the majority of those that answer, else the one with the highest epoch.</summary>
    /// <param name="answers">The answers, one for each Sentinel; <see langword="null"/> if there are none.</param>
    public static SentinelAnswer? Decide(IReadOnlyCollection<SentinelAnswer> answers)
    {
        if (answers.Count == 0)
        {
            return null;
        }

        var majority = answers.GroupBy(static answer => answer.Primary).FirstOrDefault(group => group.Count() * 2 > answers.Count);
        var decided = (majority ?? answers.AsEnumerable()).MaxBy(static answer => answer.Epoch)!;

        // The Sentinel that leads a failover knows of the promotion before the others do.
        var leader = answers.FirstOrDefault(answer => answer.IsFailingOver && answer.Epoch >= decided.Epoch && answer.Primary == decided.Primary);
        return decided with
        {
            IsFailingOver = leader is not null,
            IsDown = answers.Any(answer => answer.IsDown && answer.Primary == decided.Primary),
            Promoted = leader?.Promoted,
            Members = [.. answers.SelectMany(static answer => answer.Members).Distinct()],
        };
    }

    /// <summary>Elects a primary.</summary>
    /// <param name="decided">What the Sentinels answered last; <see langword="null"/> if none has answered yet.</param>
    /// <param name="claimants">The nodes that report that they are the primary.</param>
    /// <param name="incumbent">The primary that was elected last; <see langword="null"/> before the first election.</param>
    /// <param name="now">The current time.</param>
    public static ElectionResult Elect(SentinelAnswer? decided, IReadOnlyList<Claimant> claimants, Incumbent? incumbent, long now)
    {
        if (decided is null)
        {
            return ElectionResult.None(PrimaryStatus.NotNamed, incumbent);
        }

        if (decided.Promoted is { } promoted && Find(claimants, promoted) is { Origin: not ClaimOrigin.Restarted } successor)
        {
            return Elected(successor, incumbent, now);
        }

        if (Find(claimants, decided.Primary) is not { } named)
        {
            return ElectionResult.None(PrimaryStatus.NotConfirmed, incumbent, decided.Primary);
        }

        // It restarted while it is being replaced: what it acknowledges now is lost when the failover ends.
        var isReturning = incumbent is not null && incumbent.Name == named.Name && !incumbent.Is(named);
        return isReturning && (decided.IsFailingOver || decided.IsDown)
            ? ElectionResult.None(PrimaryStatus.NotConfirmed, incumbent, named.Name)
            : Elected(named, incumbent, now);
    }

    private static Claimant? Find(IReadOnlyList<Claimant> claimants, string name) => claimants.FirstOrDefault(claimant => claimant.Name == name);

    private static ElectionResult Elected(Claimant primary, Incumbent? incumbent, long now) =>
        new(PrimaryStatus.Elected, primary.Name, [], incumbent?.Is(primary) == true ? incumbent with { LostAt = null } : Incumbent.Of(primary, now, null));
}
