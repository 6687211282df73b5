namespace RedisSafety.Calls;

/// <summary>A call after its first fault, with everything that sending it takes.</summary>
internal sealed class Recovery<TState, TReply, TResult>(CallRecovery owner, in SentCall<TState, TReply, TResult> call)
    : Recovery(call.Operation, call.Destination, call.Version, call.StartedAt)
{
    public CallRecovery Owner { get; } = owner;

    public TState State { get; } = call.State;

    public RedisOperation<TState, TReply, TResult> Call { get; } = call.Operation;
}
