namespace RedisSafety.Drills.Probing;

/// <summary>The replication state of a node, by its own report.</summary>
/// <param name="At">When, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="IsPrimary">True if it was a primary.</param>
/// <param name="Replicas">Its replicas in sync.</param>
internal readonly record struct NodeSample(long At, bool IsPrimary, int Replicas);
