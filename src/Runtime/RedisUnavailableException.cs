using StackExchange.Redis;

namespace RedisSafety;

/// <summary>A call could not be answered: no node took it within its budget, or sending it again could have applied it twice.</summary>
public sealed class RedisUnavailableException : RedisException
{
    /// <summary>An exception that tells nothing but that a call could not be answered.</summary>
    public RedisUnavailableException()
        : this("No Redis node answered.")
    {
    }

    /// <summary>An exception with a message.</summary>
    /// <param name="message">What was tried.</param>
    public RedisUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and the last fault.</summary>
    /// <param name="message">What was tried.</param>
    /// <param name="innerException">The last fault.</param>
    public RedisUnavailableException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>The command, its subcommand included; empty where no single call failed.</summary>
    public string Command { get; init; } = string.Empty;

    /// <summary>How many times the command was handed to a connection.</summary>
    public int Attempts { get; init; }

    /// <summary>How long the call took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The endpoints that were tried, in order, each once.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Whether one of the attempts may have changed data all the same.</summary>
    public bool MayHaveBeenApplied { get; init; }
}
