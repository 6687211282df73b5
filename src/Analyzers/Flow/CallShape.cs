using System.Collections.Immutable;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What calls of a method mean to the flow.</summary>
internal sealed record CallShape(CallKind Kind)
{
    public static CallShape None { get; } = new(CallKind.None);

    /// <summary>The call of a delegate, or of a function of the member itself.</summary>
    public static CallShape Invoke { get; } = new(CallKind.Invoke);

    /// <summary>The templates of an attributed method.</summary>
    public ImmutableArray<TemplateCall> Templates { get; init; } = ImmutableArray<TemplateCall>.Empty;

    /// <summary>The method of StackExchange.Redis.</summary>
    public ClientOverload? Client { get; init; }

    /// <summary>It takes a lock.</summary>
    public bool IsLock { get; init; }

    /// <summary>It runs its delegates under a lock.</summary>
    public bool RunsLocked { get; init; }

    /// <summary>The method of the source that runs.</summary>
    public KnownMember? Callee { get; init; }
}
