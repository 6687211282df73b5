namespace RedisSafety.Commands;

/// <summary>The reply to a second sending of a command, compared with the reply to the first, which was applied and then lost.</summary>
public enum RepeatedReply
{
    /// <summary>The same, or one that tells that the first was applied.</summary>
    Same,

    /// <summary>Another one: 0 keys deleted, as the first sending deleted them.</summary>
    Differs,

    /// <summary>An error: the group that is to be created exists.</summary>
    Fails,
}
