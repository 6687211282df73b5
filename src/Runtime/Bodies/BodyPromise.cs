namespace RedisSafety.Bodies;

/// <summary>How old the answers may be that a body gets; null where the router's default decides.</summary>
internal readonly record struct BodyPromise(ReadConsistency? Consistency, TimeSpan? MaxStaleness, TimeSpan? ReplicaWait);
