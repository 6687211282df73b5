using System.Runtime.CompilerServices;
using RedisSafety.Routing;

namespace RedisSafety.Calls;

/// <summary>A later attempt of a call. The object serves that one only.</summary>
/// <typeparam name="TReply">StackExchange.Redis's reply.</typeparam>
internal sealed class RepeatedAttempt<TReply> : Attempt<TReply>
{
    private AsyncTaskMethodBuilder<TReply> _answer = AsyncTaskMethodBuilder<TReply>.Create();

    private RepeatedAttempt()
    {
    }

    /// <summary>Waits for an answer.</summary>
    /// <param name="sending">The task that StackExchange.Redis made of the sending.</param>
    /// <param name="destination">The node that it was sent to.</param>
    /// <param name="startedAt">The start of the call.</param>
    /// <param name="deadlines">Ends the waiting when it is due.</param>
    /// <param name="cancellationToken">Ends the waiting, and not the call.</param>
    public static Task<TReply> Of(
        Task<TReply> sending,
        in Destination destination,
        long startedAt,
        AttemptDeadlines deadlines,
        CancellationToken cancellationToken)
    {
        if (sending.IsCompleted)
        {
            return sending;
        }

        var attempt = new RepeatedAttempt<TReply>();
        var answer = attempt._answer.Task;
        var node = destination.Node!;
        attempt.Prepare(node, destination.IsForPrimary, Fault.MayBeRepeated(destination.Flags), startedAt, node.Now, deadlines);
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
