namespace RedisSafety.Topology;

/// <summary>
/// Elects the primary that the Sentinels name. The nodes only confirm it: a node that was detached or restarted, or that belongs to another
/// deployment, reports that it is a primary as well.
/// </summary>
internal static class SentinelElection
{
    /// <summary>
    /// The answer that counts: the one with the highest epoch, of which the Sentinels have agreed by a majority; of several, the one of the
    /// majority of those that answer. An answer that is older than the last one that counted does not, unless a majority of all Sentinels
    /// gives it: the newer ones may only be out of reach.
    /// </summary>
    /// <param name="answers">The answers, one for each Sentinel that answers.</param>
    /// <param name="last">The answer that counted last; <see langword="null"/> if there is none.</param>
    /// <param name="sentinels">How many Sentinels there are.</param>
    /// <returns>The answer; <see langword="null"/> if none has ever counted.</returns>
    public static SentinelAnswer? Decide(IReadOnlyCollection<SentinelAnswer> answers, SentinelAnswer? last, int sentinels)
    {
        if (answers.Count == 0)
        {
            return last;
        }

        // The Sentinel that has led a failover names the new primary first, and the others follow within seconds.
        var newest = answers.Max(static answer => answer.Epoch);
        var decided = answers.Where(answer => answer.Epoch == newest).GroupBy(static answer => answer.Primary).MaxBy(static group => group.Count())!.First();
        if (last is not null && newest < last.Epoch && answers.Count(answer => answer.Primary == decided.Primary) * 2 <= sentinels)
        {
            return last;
        }

        // The Sentinel that leads a failover knows of the promotion before the others do.
        var leader = answers.FirstOrDefault(answer => answer.IsFailingOver && answer.Epoch >= decided.Epoch && answer.Primary == decided.Primary);
        if (leader is null && IsStillFailingOver(answers, decided, last))
        {
            return last;
        }

        return decided with
        {
            IsFailingOver = leader is not null,
            IsDown = answers.Any(answer => answer.IsDown && answer.Primary == decided.Primary),
            Promoted = leader?.Promoted,
            Leader = leader?.Sentinel,
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

    /// <summary>Whether the failover that counted last may go on though its leader is out of reach: only the leader can say that it was given up.</summary>
    private static bool IsStillFailingOver(IReadOnlyCollection<SentinelAnswer> answers, SentinelAnswer decided, SentinelAnswer? last) =>
        last is { Promoted: not null, Leader: { } leader }
        && decided.Primary == last.Primary
        && decided.Epoch <= last.Epoch
        && !answers.Any(answer => answer.Sentinel == leader && answer.Primary == last.Primary && !answer.IsFailingOver);

    private static Claimant? Find(IReadOnlyList<Claimant> claimants, string name) => claimants.FirstOrDefault(claimant => claimant.Name == name);

    private static ElectionResult Elected(Claimant primary, Incumbent? incumbent, long now) =>
        new(PrimaryStatus.Elected, primary.Name, [], incumbent?.Is(primary) == true ? incumbent with { LostAt = null } : Incumbent.Of(primary, now, null));
}
