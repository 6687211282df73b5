using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Baselines;

/// <summary>Findings that somebody has decided to keep. A value that is null matches anything.</summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Project">The assembly name of the project.</param>
/// <param name="Member">The documentation id of the member.</param>
/// <param name="Subject">The call and its key.</param>
/// <param name="Reason">The reason, which reports repeat.</param>
/// <param name="Expires">The last day on which the entry counts.</param>
internal sealed record AcceptedEntry(string Rule, string? Project, string? Member, string? Subject, string Reason, DateOnly? Expires)
{
    /// <summary>True if the entry is about a finding.</summary>
    public bool Matches(FindingKey key) => Rule == key.Rule
        && (Project is null || Project == key.Project)
        && (Member is null || Member == key.Member)
        && (Subject is null || Subject == key.Subject);

    /// <summary>True if the entry no longer counts on a day.</summary>
    public bool IsExpired(DateOnly today) => Expires is { } last && today > last;
}
