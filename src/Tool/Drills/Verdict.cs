namespace RedisSafety.Tool.Drills;

/// <summary>The verdict over a check, a scenario or a whole drill. The worst of several is that with the highest value.</summary>
internal enum Verdict
{
    /// <summary>It was measured, and is within its limit.</summary>
    Pass = 0,

    /// <summary>Nothing follows from it: no failover happened, or there was too little load.</summary>
    Inconclusive,

    /// <summary>It was measured, and exceeds its limit.</summary>
    Fail,
}
