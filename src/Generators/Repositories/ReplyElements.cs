namespace RedisSafety.Generators.Repositories;

/// <summary>What a reply with elements holds, where the result's type does not say it.</summary>
internal enum ReplyElements
{
    /// <summary>The result's type says it.</summary>
    AsTyped,

    /// <summary>Values, each an element of the result.</summary>
    Values,

    /// <summary>Fields and values, or members and scores, each pair an element of the result.</summary>
    Pairs,
}
