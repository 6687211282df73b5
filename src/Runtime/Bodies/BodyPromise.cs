namespace RedisSafety.Bodies;

/// <summary>The settings of a body: the age of its answers, where null leaves it to the router, and the replies that it accepts.</summary>
internal readonly record struct BodyPromise(ReadConsistency? Consistency, TimeSpan? MaxStaleness, TimeSpan? ReplicaWait, bool AllowsRepeatedReply = false);
