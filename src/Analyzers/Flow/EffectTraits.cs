namespace RedisSafety.Analyzers.Flow;

/// <summary>What is known of a read or write.</summary>
[Flags]
internal enum EffectTraits
{
    None = 0,

    Write = 1,

    /// <summary>A replica may answer.</summary>
    Replica = 2,

    /// <summary>The router sees to it that the answer is fresh.</summary>
    ReadYourWrites = 4,

    /// <summary>It is known to go to the primary.</summary>
    Primary = 8,

    /// <summary>A call of StackExchange.Redis, not of a method with a template.</summary>
    Raw = 16,

    /// <summary>The server applies it under a condition: <c>When</c>, a comparison.</summary>
    Conditional = 32,

    /// <summary>It is queued on a transaction or batch.</summary>
    Queued = 64,

    /// <summary>It stands in a method that is marked with where its calls go.</summary>
    Marked = 128,

    /// <summary>The method's result says whether anything was done.</summary>
    TellsWhetherDone = 256,

    /// <summary>A write that replicas have before its member ends, or a read that does not follow what came before its member.</summary>
    Settled = 512,

    /// <summary>It is applied only where the key does not exist yet: <c>SET NX</c>, <c>LockTake</c>.</summary>
    Claims = 1024,

    /// <summary>It gives the key a time to live as well.</summary>
    Expires = 2048,

    /// <summary>Its key is not known outside its member: it counts for the families of its type, and for no caller.</summary>
    Inner = 4096,

    /// <summary>The stored value is no constant, so it can identify a holder.</summary>
    ByToken = 8192,

    /// <summary>It takes back what was done before, because of a fault.</summary>
    Compensates = 16384,
}
