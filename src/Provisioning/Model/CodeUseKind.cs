namespace RedisSafety.Provisioning.Model;

/// <summary>The kinds of expectations that code has of a deployment.</summary>
internal enum CodeUseKind
{
    /// <summary>A read that a replica may answer.</summary>
    ReplicaRead,

    /// <summary>A token that identifies a call across its repetitions.</summary>
    OnceToken,

    /// <summary>A lock.</summary>
    Lock,

    /// <summary>The keys of DataProtection.</summary>
    KeyRing,

    /// <summary>A configuration string.</summary>
    Connection,

    /// <summary>A command, with the server version that introduced it: <c>GETEX 6.2.0</c>.</summary>
    Command,
}
