namespace RedisSafety;

/// <summary>Which node of a deployment a call is meant for.</summary>
public enum RedisRoute
{
    /// <summary>The node that accepts writes.</summary>
    Primary = 0,

    /// <summary>A replica where one may answer, else the primary.</summary>
    Replica = 1,
}
