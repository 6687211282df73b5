namespace RedisSafety.Tool.Findings;

/// <summary>
/// The identity of a finding between two scans: it survives formatting, moved code and another wording of the message. Several findings may
/// share one key; the baseline counts them.
/// </summary>
/// <param name="Rule">The id of the rule.</param>
/// <param name="Project">The assembly name of the project.</param>
/// <param name="Member">The documentation id of the member.</param>
/// <param name="Subject">The call and its key.</param>
internal sealed record FindingKey(string Rule, string Project, string Member, string Subject) : IComparable<FindingKey>
{
    /// <inheritdoc/>
    public int CompareTo(FindingKey? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = string.CompareOrdinal(Rule, other.Rule);
        order = order != 0 ? order : string.CompareOrdinal(Project, other.Project);
        order = order != 0 ? order : string.CompareOrdinal(Member, other.Member);
        return order != 0 ? order : string.CompareOrdinal(Subject, other.Subject);
    }
}
