using System.Runtime.CompilerServices;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>A sending after the first one of a call. It serves that one.</summary>
/// <typeparam name="TReply">What StackExchange.Redis answers.</typeparam>
internal sealed class RepeatedAttempt<TReply> : Attempt<TReply>
{
    private AsyncTaskMethodBuilder<TReply> _answer = AsyncTaskMethodBuilder<TReply>.Create();

    private RepeatedAttempt()
    {
    }

    /// <summary>Waits for an answer.</summary>
    /// <param name="sending">What StackExchange.Redis made of the sending.</param>
    /// <param name="node">The node that it was sent to.</param>
    /// <param name="isForPrimary">Whether it was sent there because that is the primary.</param>
    /// <param name="mayBeRepeated">Whether the call may be sent once more though this sending may be applied.</param>
    /// <param name="cancellationToken">Ends the waiting, and not the call.</param>
    public static Task<TReply> Of(
        Task<TReply> sending,
        DeploymentNode node,
        bool isForPrimary,
        bool mayBeRepeated,
        CancellationToken cancellationToken)
    {
        if (sending.IsCompleted)
        {
            return sending;
        }

        var attempt = new RepeatedAttempt<TReply>();
        var answer = attempt._answer.Task;
        attempt.Prepare(node, isForPrimary, mayBeRepeated, node.Now);
        attempt.Follow(sending, cancellationToken);
        return answer;
    }

    protected override void End(TReply? reply, Exception? fault, long endedAt)
    {
        if (fault is null)
        {
            _answer.SetResult(reply!);
        }
        else
        {
            _answer.SetException(fault);
        }
    }

    protected override bool Keep() => false;
}
