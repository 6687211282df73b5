using StackExchange.Redis;

namespace RedisSafety;

/// <summary>A reply that is not what the caller's type can hold. Sending the command again would not change it.</summary>
public sealed class RedisReplyException : Exception
{
    /// <summary>Describes nothing.</summary>
    public RedisReplyException()
    {
    }

    /// <summary>Describes a reply.</summary>
    /// <param name="message">What came, and what was expected.</param>
    public RedisReplyException(string message)
        : base(message)
    {
    }

    /// <summary>Describes a reply.</summary>
    /// <param name="message">What came, and what was expected.</param>
    /// <param name="innerException">What said so.</param>
    public RedisReplyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The command that was sent.</summary>
    public string? Command { get; private init; }

    internal static RedisReplyException Create(string command, RedisKey key, string came, string expected, Exception? inner = null)
    {
        // The key is text that the caller chose; the value may be anybody's secret, and is only described.
        string? name = key;
        var place = string.IsNullOrEmpty(name) ? command : $"{command} {name}";
        return new RedisReplyException($"{place} answered {came}, where {expected} is expected.", inner) { Command = command };
    }
}
