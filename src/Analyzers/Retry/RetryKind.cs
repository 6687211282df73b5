namespace RedisSafety.Analyzers.Retry;

/// <summary>What tries again.</summary>
internal enum RetryKind
{
    /// <summary>A policy or pipeline of Polly.</summary>
    Policy,

    /// <summary>A loop around a catch.</summary>
    Loop,

    /// <summary>A second call of the same in a catch clause, or after it.</summary>
    Again,

    /// <summary><c>WithRetry</c> of StackExchange.Redis, which judges by the command's category itself.</summary>
    Client,

    /// <summary>A method that takes a delegate and has its code elsewhere: it may retry, or not.</summary>
    Helper,

    /// <summary>The router of RedisSafety, which repeats nothing that may have been applied and would add to it.</summary>
    Router,
}
