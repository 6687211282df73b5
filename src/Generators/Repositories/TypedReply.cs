namespace RedisSafety.Generators.Repositories;

/// <summary>What a method of StackExchange.Redis answers.</summary>
internal enum TypedReply
{
    /// <summary><c>RedisValue</c>.</summary>
    Value,

    /// <summary><c>bool</c>.</summary>
    Boolean,

    /// <summary><c>long</c>.</summary>
    Int64,

    /// <summary><c>long?</c>.</summary>
    NullableInt64,

    /// <summary><c>double</c>.</summary>
    Double,

    /// <summary><c>double?</c>.</summary>
    NullableDouble,

    /// <summary><c>TimeSpan?</c>.</summary>
    TimeSpan,

    /// <summary><c>RedisValue[]</c>.</summary>
    Values,

    /// <summary><c>HashEntry[]</c>.</summary>
    Hash,

    /// <summary><c>SortedSetEntry[]</c>.</summary>
    Scores,

    /// <summary><c>RedisResult</c>: the reply as it came.</summary>
    Raw,
}
