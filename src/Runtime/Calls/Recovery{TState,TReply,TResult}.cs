using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>A call after its first fault, with what it takes to send it.</summary>
internal sealed class Recovery<TState, TReply, TResult>(
    RedisRouter router,
    RedisOperation<TState, TReply, TResult> operation,
    TState state,
    DeploymentNode? node,
    int version,
    Exception fault,
    long startedAt)
    : Recovery(operation, node, version, fault, startedAt)
{
    public RedisRouter Router { get; } = router;

    public TState State { get; } = state;

    public RedisOperation<TState, TReply, TResult> Call { get; } = operation;
}
