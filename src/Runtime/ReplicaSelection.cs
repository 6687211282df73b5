namespace RedisSafety;

/// <summary>How one of several replicas is chosen that may all answer a read.</summary>
public enum ReplicaSelection
{
    /// <summary>The one with the fewest calls under way, and in turn where they are equal.</summary>
    LeastOutstanding = 0,

    /// <summary>One after the other.</summary>
    RoundRobin = 1,
}
