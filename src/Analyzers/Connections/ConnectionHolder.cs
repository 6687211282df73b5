namespace RedisSafety.Analyzers.Connections;

/// <summary>What keeps a connection, and what it does after the first attempt to open it has failed.</summary>
internal enum ConnectionHolder
{
    /// <summary>Nothing that the code shows.</summary>
    None,

    /// <summary>The next use opens it again: a singleton of the container, a field under a lock, a dictionary.</summary>
    AskedAgain,

    /// <summary>A <c>Lazy</c> that keeps the exception and throws it again at each use.</summary>
    KeepsFault,
}
