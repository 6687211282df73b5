using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers;

/// <summary>The rules for code that calls StackExchange.Redis.</summary>
internal static class Descriptors
{
    /// <summary>
    /// A warning: the program is right until the server is away at start-up, or fails over. Apart from a rule on commands, because a
    /// connection is opened once and repaired in its configuration.
    /// </summary>
    public static readonly DiagnosticDescriptor ConnectionWithoutRetry = Create(
        "RSF1001",
        "A connection is opened without retry",
        "'{0}' throws where the server cannot be reached at this moment, and nothing tries again; set abortConnect=false, or open it inside a retry",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// A warning once a type, and once a project that retries nothing, which would otherwise see nothing else. Apart from RSF1001, which is
    /// repaired in the configuration: calls need a retry of their own on every connection.
    /// </summary>
    public static readonly DiagnosticDescriptor RawCall = Create(
        "RSF1002",
        "Redis commands are sent without retry",
        "'{0}' is sent without retry{1}: a failover, or a connection that breaks, throws here; {2}",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>The same rule, reported when all of the project is known: editors compute it with the whole project only.</summary>
    public static readonly DiagnosticDescriptor RawCallsOfProject = Create(
        "RSF1002",
        "Redis commands are sent without retry",
        "'{0}' is sent without retry{1}: a failover, or a connection that breaks, throws here; {2}",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning,
        WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>A warning: it works until there are more calls than sockets. RSF1001 is quiet where this one reports.</summary>
    public static readonly DiagnosticDescriptor ConnectionPerCall = Create(
        "RSF1003",
        "A connection is opened for each call, or leaked",
        "The connection {0}: a multiplexer costs handshakes and threads to open, and is made to be shared for the life of the program",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>A warning where RSF1001 is quiet because the open is asked for again: a default has still decided what the first one does.</summary>
    public static readonly DiagnosticDescriptor AbortsAtStart = Create(
        "RSF1004",
        "The first unreachable moment throws at start-up",
        "abortConnect is left at its default of true: where no server can be reached when the program starts, this throws instead of connecting a moment later",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>A warning and no error: the endpoint could be renamed. RSF2002 is about a single call's flags, this about the connection.</summary>
    public static readonly DiagnosticDescriptor WritesToReader = Create(
        "RSF1005",
        "Writes go to a reader endpoint",
        "'{0}' leads to replicas, which refuse what '{1}' sends through it: READONLY, on every write",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>Only info: a literal does not show how far away the nodes are, and 5 seconds may be wanted.</summary>
    public static readonly DiagnosticDescriptor SlowToLeaveDeadNode = Create(
        "RSF1006",
        "connectTimeout is left at 5 seconds on a node list",
        "connectTimeout is left at 5 seconds: after a failover, reconfiguration waits that long for the dead one of {0} nodes before it uses the new primary",
        "RedisSafety.Connection",
        DiagnosticSeverity.Info);

    /// <summary>A warning: writes fail for a minute after each planned failover. A cluster redirects by itself; its nodes are seldom listed.</summary>
    public static readonly DiagnosticDescriptor SlowToSeeRoles = Create(
        "RSF1007",
        "configCheckSeconds is left at 60 on a node list",
        "configCheckSeconds is left at 60: after a planned failover, writes go on to the old primary, which refuses them, for up to a minute; set configCheckSeconds, or install RedisFailoverGuard",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>A warning, unlike its two neighbours: nothing ever repairs it while the old primary stays up.</summary>
    public static readonly DiagnosticDescriptor StaysWithOldPrimary = Create(
        "RSF1008",
        "A primary endpoint is never resolved again",
        "'{0}' is resolved when a connection opens: after a planned failover the old connection is healthy and kept, and every write is refused until the program restarts",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// A warning, once a project: one caller gets the reply that belongs to another. Apart from the other rules on connections, as only
    /// another version repairs it.
    /// </summary>
    public static readonly DiagnosticDescriptor MixedReplies = Create(
        "RSF1009",
        "StackExchange.Redis can mix up replies",
        "StackExchange.Redis {0} can complete a call with another call's reply when a connection closes with commands in flight, as in a failover; take {1} or newer",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning,
        WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>A warning: the library's code has no retry that a rule could see, and no setting of it repairs the connection.</summary>
    public static readonly DiagnosticDescriptor OwnConnection = Create(
        "RSF1010",
        "A library's own Redis connection is not guarded",
        "{0} uses a connection of its own, on which writes fail for up to a minute after a failover, or until a restart; install RedisFailoverGuard, which repairs it",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: it shows in the first outage. Apart from RSF1010, as the option itself breaks the connection.</summary>
    public static readonly DiagnosticDescriptor ForceReconnect = Create(
        "RSF1011",
        "A forced reconnect closes a shared connection",
        "UseForceReconnect disposes the connection that ConnectionMultiplexerFactory gives out, and the factory gives out the disposed one again; drop one of the two",
        "RedisSafety.Connection",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: the read is right where replication happens to be faster, which no test shows.</summary>
    public static readonly DiagnosticDescriptor ReadAfterWrite = Create(
        "RSF2001",
        "A read after a write may be served by a replica",
        "A replica may still serve the old value of '{0}': {1} may read from one, and the write in {2} may not have arrived there; read it from the primary",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// An error, because a replica refuses writes. With PreferReplica it is reported as a warning, as StackExchange.Redis then sends the
    /// write to the primary: it works, but not as written.
    /// </summary>
    public static readonly DiagnosticDescriptor WriteToReplica = Create(
        "RSF2002",
        "A write is routed to a replica",
        "{0}",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Error);

    /// <summary>Info: it is right as long as there is a replica. Apart from RSF2002, as a read may go there.</summary>
    public static readonly DiagnosticDescriptor DemandsReplica = Create(
        "RSF2003",
        "A read demands a replica",
        "{0} fails while there is no replica, as after the only one has been promoted; PreferReplica falls back to the primary",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Info);

    /// <summary>
    /// A warning: a stale answer is not only shown, it is made to last. Apart from RSF2001, as no write needs to precede: another
    /// process's write is missed as well.
    /// </summary>
    public static readonly DiagnosticDescriptor StaleDecision = Create(
        "RSF2004",
        "A stale read decides a write",
        "A replica may still serve an old value of '{0}', and that decides the write in {2}: {1} may read from one; read what a write depends on from the primary",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: two callers at the same time lose one of their changes, which no test with one caller shows.</summary>
    public static readonly DiagnosticDescriptor LostUpdate = Create(
        "RSF2005",
        "An update may be lost",
        "{0}; {1}",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>Info: the program is right, and says less than it could.</summary>
    public static readonly DiagnosticDescriptor AlwaysOnPrimary = Create(
        "RSF2006",
        "A read always follows a write of its key",
        "This read of '{0}' always follows the write in {1}, so that the primary answers it until a replica has caught up; a [Primary] read says the same more plainly",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Info);

    /// <summary>
    /// A warning, once a type: nothing shows a path from the write to the read, but who writes through a type usually reads through it
    /// next. Apart from RSF2001, which shows the path.
    /// </summary>
    public static readonly DiagnosticDescriptor ReplicaReadBesideWrites = Create(
        "RSF2007",
        "A type reads from a replica what it writes",
        "{0} writes '{1}' and reads it from a replica: who writes and then reads through it may get the old value; read from the primary, or mark the method [ReadReplica] where that is meant",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: the code says where the command goes, and it goes elsewhere.</summary>
    public static readonly DiagnosticDescriptor IgnoredReplicaFlags = Create(
        "RSF2008",
        "Replica flags on a queued command are ignored",
        "The whole transaction goes where the flags of its Execute say, and '{0}' on a queued command is ignored; drop it",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: it releases the lock of the next holder once in a while. Apart from RSF2005, as the client has a method for it.</summary>
    public static readonly DiagnosticDescriptor UnsafeRelease = Create(
        "RSF2009",
        "A lock is released without an atomic check",
        "{0}; {1}",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// A warning: all is well until a process or a connection ends between two commands. Apart from RSF2009, which is about how a lock
    /// ends: here it never does.
    /// </summary>
    public static readonly DiagnosticDescriptor LateExpiry = Create(
        "RSF2010",
        "An expiry is set by a second command",
        "If the connection or the process ends between '{1}' in {2} and '{3}', '{0}' never expires; {4}",
        "RedisSafety.Consistency",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// A warning: what happens depends on where the connection broke. Apart from RSF3005, which is about commands that are harmless
    /// when repeated and answer differently.
    /// </summary>
    public static readonly DiagnosticDescriptor AccumulatingRetry = Create(
        "RSF3001",
        "A retry can apply a write twice",
        "{0} {1}, and {2} repeats it after a {3}, which says nothing about what the server did: it may be applied twice",
        "RedisSafety.Retry",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: the retry is there and does nothing, which its author will only learn from a lost write.</summary>
    public static readonly DiagnosticDescriptor UnobservedRetry = Create(
        "RSF3002",
        "A retry cannot see the failure",
        "A failure of '{0}' never reaches {2}: {1}",
        "RedisSafety.Retry",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: nothing is wrong until an outage, in which three times three attempts keep every caller waiting and the server busy.</summary>
    public static readonly DiagnosticDescriptor NestedRetry = Create(
        "RSF3003",
        "A retry inside a retry",
        "'{0}' is retried by {1} already: during an outage the attempts multiply, and this retry waits for all of them each time",
        "RedisSafety.Retry",
        DiagnosticSeverity.Warning);

    /// <summary>An error: it cannot work. A warning where the content of the pipeline that may retry is not known.</summary>
    public static readonly DiagnosticDescriptor TransactionRetry = Create(
        "RSF3004",
        "A transaction is executed again by a retry",
        "'{0}' was created outside {1}: executed a second time it sends nothing, returns true, and its queued tasks never complete",
        "RedisSafety.Retry",
        DiagnosticSeverity.Error);

    /// <summary>A warning of its own beside RSF3001: the write is applied once, and it is the answer that is wrong.</summary>
    public static readonly DiagnosticDescriptor ConditionalResult = Create(
        "RSF3005",
        "The result of a retried conditional write is used",
        "{0} answers a second attempt with \"not done\" where the first had done it before its reply was lost, and {1} makes that the result",
        "RedisSafety.Retry",
        DiagnosticSeverity.Warning);

    /// <summary>A warning: the retry is there and repeats nothing.</summary>
    public static readonly DiagnosticDescriptor StartedTask = Create(
        "RSF3006",
        "A retry awaits a task that was started outside it",
        "'{0}' was started by '{1}' outside {2}: each attempt awaits the same task, which fails the same way again",
        "RedisSafety.Retry",
        DiagnosticSeverity.Warning);

    /// <summary>
    /// A warning: what the option asks for does not happen, and nothing else says so. Apart from every other rule, as it is about
    /// configuration. Reported without a place: the compiler does not tell an analyzer where an option is written.
    /// </summary>
    public static readonly DiagnosticDescriptor UnreadableOption = Create(
        "RSF5001",
        "An option of RedisSafety is not understood",
        "An option is ignored: {0}",
        "RedisSafety.Configuration",
        DiagnosticSeverity.Warning,
        WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Create(string id, string title, string message, string category, DiagnosticSeverity severity, params string[] tags) => new(
        id,
        title,
        message,
        category,
        severity,
        isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/{id}.md",
        customTags: tags);
}
