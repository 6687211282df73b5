namespace RedisSafety.Commands;

/// <summary>Whether a command can run on a connection that many callers share, and why not.</summary>
public enum SharedConnectionUse
{
    /// <summary>It can.</summary>
    Allowed,

    /// <summary>It keeps the connection waiting for data, and with it everybody else's commands.</summary>
    Blocking,

    /// <summary>It keeps the connection waiting for replicas or the append-only file.</summary>
    ReplicationWait,

    /// <summary>It changes the state of the connection, which the other callers then find changed.</summary>
    ConnectionState,

    /// <summary>It opens, ends or guards a transaction, into which the other callers' commands would fall.</summary>
    Transaction,

    /// <summary>It turns the connection into a stream of pushed messages.</summary>
    Subscription,

    /// <summary>It belongs to the replication protocol between servers.</summary>
    Replication,
}
