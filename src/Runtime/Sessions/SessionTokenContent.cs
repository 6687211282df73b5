using RedisSafety.Replication;

namespace RedisSafety.Sessions;

/// <summary>What a token says.</summary>
/// <param name="IssuedAt">When, by the clock of the process that issued it.</param>
/// <param name="IsComplete">Whether <paramref name="Places"/> hold everything that the session wrote and saw.</param>
/// <param name="Places">One place a shard.</param>
internal sealed record SessionTokenContent(DateTimeOffset IssuedAt, bool IsComplete, IReadOnlyList<SessionPlace> Places);
