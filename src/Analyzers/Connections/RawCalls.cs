using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>The calls of a type that nothing retries.</summary>
/// <param name="Type">The type.</param>
/// <param name="Calls">The calls, in the order of the files.</param>
/// <param name="Retries">Other calls of the type are retried.</param>
/// <param name="IsAsked">The options ask for one report for the project, whatever is retried.</param>
internal sealed record RawCalls(INamedTypeSymbol Type, (IInvocationOperation Call, ISymbol Member)[] Calls, bool Retries, bool IsAsked);
