namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>How a primary goes.</summary>
public enum Shape
{
    /// <summary>On command, with nothing lost.</summary>
    Swap,

    /// <summary>At once, with its connections closed.</summary>
    Kill,

    /// <summary>At once, with its connections left open and silent.</summary>
    Freeze,
}
