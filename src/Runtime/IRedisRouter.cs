using StackExchange.Redis;

namespace RedisSafety;

/// <summary>Sends calls to the node that each is meant for, and carries them through failovers.</summary>
public interface IRedisRouter
{
    /// <summary>Turns values that Redis has no native form for into bytes and back.</summary>
    IRedisSerializer Serializer { get; }

    /// <summary>How long the token of a call that is to be applied once is kept.</summary>
    TimeSpan OnceTokenLifetime { get; }

    /// <summary>Sends a call, again where that is safe and needed, and gives its result.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <typeparam name="TReply">What StackExchange.Redis answers.</typeparam>
    /// <typeparam name="TResult">What the caller gets.</typeparam>
    /// <param name="operation">The call; one object a call site.</param>
    /// <param name="state">The arguments of this call.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. A write that has been sent may be applied all the same.
    /// </param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<TResult> ExecuteAsync<TState, TReply, TResult>(
        RedisOperation<TState, TReply, TResult> operation,
        TState state,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Notes that a key has been written beside the router, by a call of StackExchange.Redis for instance, so that reads of it with
    /// <see cref="ReadConsistency.ReadYourWrites"/> mind that write too. Call it after the write was acknowledged.
    /// </summary>
    /// <param name="key">The whole key, any prefix included.</param>
    /// <remarks>A router that stands around another passes this on, as it does every call.</remarks>
    void NoteWrite(RedisKey key);
}
