using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>A call, and how it was sent first.</summary>
/// <param name="Router">The router that it was made on.</param>
/// <param name="Operation">What it does.</param>
/// <param name="State">Its arguments.</param>
/// <param name="Node">The node that was chosen for it; <see langword="null"/> where there was none.</param>
/// <param name="Generation">The generation of a replica's watermark on which that choice rests.</param>
/// <param name="Version">The snapshot by which it was chosen.</param>
/// <param name="StartedAt">When the call began.</param>
/// <param name="CancellationToken">Ends the waiting.</param>
internal readonly record struct SentCall<TState, TReply, TResult>(
    RedisRouter Router,
    RedisOperation<TState, TReply, TResult> Operation,
    TState State,
    DeploymentNode? Node,
    int Generation,
    int Version,
    long StartedAt,
    CancellationToken CancellationToken);
