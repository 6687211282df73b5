using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Retry;

/// <summary>One part of what a retry handles: <c>Handle&lt;A&gt;(…)</c>, <c>Or&lt;B&gt;(…)</c>, a catch clause, one arm of a predicate.</summary>
/// <param name="Type">The exceptions of this type; null for some that the code does not show.</param>
/// <param name="Excepted">Except those of these types.</param>
/// <param name="NotApplied">Only those after which the server cannot have run the command.</param>
/// <param name="IsPartial">Only some of them, by a condition whose meaning the code does not show.</param>
internal sealed record FaultClause(ITypeSymbol? Type, ImmutableArray<ITypeSymbol> Excepted, bool NotApplied = false, bool IsPartial = false);
