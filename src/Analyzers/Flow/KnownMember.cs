namespace RedisSafety.Analyzers.Flow;

/// <summary>What is known of a member. Safe for use from any number of threads.</summary>
internal sealed class KnownMember(Summary summary, MemberFindings? findings)
{
    private MemberFindings? _findings = findings;

    /// <summary>A member in whose reach nothing happens: most of them.</summary>
    public static KnownMember Nothing { get; } = new(Summary.Empty, MemberFindings.None);

    /// <summary>What a call of it does.</summary>
    public Summary Summary { get; } = summary;

    /// <summary>What the rules have to say of it; null until they ask, for a member of a circle of calls.</summary>
    public MemberFindings? Findings => Volatile.Read(ref _findings);

    /// <summary>The member, where there is nothing to it the one that all such members share.</summary>
    public static KnownMember Of(Summary summary, MemberFindings? findings) =>
        ReferenceEquals(summary, Summary.Empty) && ReferenceEquals(findings, MemberFindings.None) ? Nothing : new(summary, findings);

    /// <summary>Keeps what there is to say, unless another thread came first.</summary>
    /// <returns>What is kept: all rules report on the same.</returns>
    public MemberFindings Keep(MemberFindings findings) => Interlocked.CompareExchange(ref _findings, findings, comparand: null) ?? findings;
}
