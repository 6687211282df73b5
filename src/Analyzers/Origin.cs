using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>An expression that a value may be, and the call in whose light its parameters are read; null where nothing is known of them.</summary>
internal readonly record struct Origin(IOperation Operation, Frame? Frame);
