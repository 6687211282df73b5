using RedisSafety.Routing;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>A call, and its first attempt.</summary>
/// <param name="Execution">Runs the calls of its router.</param>
/// <param name="Operation">The call.</param>
/// <param name="State">Its arguments.</param>
/// <param name="Destination">The node that was chosen for it, if there was one.</param>
/// <param name="Version">The snapshot by which it was chosen.</param>
/// <param name="StartedAt">The start of the call.</param>
/// <param name="CancellationToken">Ends the waiting.</param>
internal readonly record struct SentCall<TState, TReply, TResult>(
    CallExecution Execution,
    RedisOperation<TState, TReply, TResult> Operation,
    TState State,
    Destination Destination,
    int Version,
    long StartedAt,
    CancellationToken CancellationToken)
{
    public DeploymentNode? Node => Destination.Node;
}
