namespace RedisSafety.Commands.Client;

/// <summary>The kinds of objects of StackExchange.Redis that send commands.</summary>
public enum ClientType
{
    /// <summary><c>IDatabase</c>, <c>IDatabaseAsync</c>, and what <c>IBatch</c> and <c>ITransaction</c> have from them; <c>IRedis</c>, <c>IRedisAsync</c>.</summary>
    Database,

    /// <summary><c>ITransaction</c>'s own methods.</summary>
    Transaction,

    /// <summary><c>IBatch</c>'s own methods.</summary>
    Batch,

    /// <summary><c>IServer</c>.</summary>
    Server,

    /// <summary><c>ISubscriber</c>.</summary>
    Subscriber,
}
