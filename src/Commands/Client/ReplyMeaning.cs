namespace RedisSafety.Commands.Client;

/// <summary>What the reply to a second sending says, where the first had been applied.</summary>
public enum ReplyMeaning
{
    /// <summary>The same as the reply to the first would have, or nothing that a program decides by.</summary>
    Same,

    /// <summary>How much was left to do: 0 keys deleted, 0 members added, as the first sending did it.</summary>
    Counts,

    /// <summary>Whether this very sending did it: a lock that the first sending took is "not taken" for the second.</summary>
    Claims,
}
