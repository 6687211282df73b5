using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Flow;

/// <summary>What calls of a method mean to the flow.</summary>
internal sealed class CallShape
{
    public static CallShape None { get; } = new(CallKind.None);

    public CallShape(CallKind kind) => Kind = kind;

    public CallKind Kind { get; }

    /// <summary>The templates of an attributed method.</summary>
    public ImmutableArray<TemplateCall> Templates { get; init; } = ImmutableArray<TemplateCall>.Empty;

    /// <summary>The method of the source that runs.</summary>
    public IMethodSymbol? Callee { get; init; }
}
