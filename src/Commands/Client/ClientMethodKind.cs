namespace RedisSafety.Commands.Client;

/// <summary>How a method of StackExchange.Redis decides what is sent.</summary>
public enum ClientMethodKind
{
    /// <summary>It sends a command of its own.</summary>
    Command,

    /// <summary>An argument names the command: <c>Execute("…")</c>.</summary>
    Named,

    /// <summary>It sends what was queued on the transaction or batch.</summary>
    Queue,

    /// <summary>It sends nothing.</summary>
    Local,
}
