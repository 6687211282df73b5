namespace RedisSafety.Analyzers.Connections;

/// <summary>How long a connection is kept by what opens it.</summary>
internal enum ConnectionLifetime
{
    /// <summary>The code does not show it.</summary>
    Unknown,

    /// <summary>As long as the program.</summary>
    Program,

    /// <summary>As long as one call or one request.</summary>
    Call,
}
