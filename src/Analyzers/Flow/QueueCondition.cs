namespace RedisSafety.Analyzers.Flow;

/// <summary>A condition that is added to a transaction.</summary>
/// <param name="Queue">The transaction; null if it is not known.</param>
/// <param name="Key">The key of the condition; null if it is not known.</param>
/// <param name="Values">The sources of what the condition compares with.</param>
internal readonly record struct QueueCondition(KeyTerm? Queue, KeyTerm? Key, Sources Values);
