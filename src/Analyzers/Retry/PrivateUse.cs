using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Retry;

/// <summary>A use of a private method.</summary>
/// <param name="Scopes">What repeats it inside the member that it is in.</param>
/// <param name="Caller">That member, where it is a private method itself.</param>
internal readonly record struct PrivateUse(ImmutableArray<RetryScope> Scopes, ISymbol? Caller);
