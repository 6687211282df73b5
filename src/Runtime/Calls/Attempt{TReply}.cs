using System.Runtime.CompilerServices;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>
/// Waits for one answer after the other, until the server has replied or the answer is given up.
/// </summary>
/// <typeparam name="TReply">What StackExchange.Redis answers.</typeparam>
internal abstract class Attempt<TReply> : Attempt
{
    private Action? _begin;
    private Task<TReply>? _sending;
    private CancellationTokenRegistration _cancellation;
    private Exception? _given;
    private bool _isGivenUp;

    protected Attempt()
    {
        ExecutionContext.Run(NobodysContext, static attempt => _ = ((Attempt<TReply>)attempt!).FollowAsync(), this);
        AttemptList.Add(this);
    }

    public sealed override void GiveUp(Exception why)
    {
        // The continuation runs on a thread of its own: the giver goes on with its own work.
        _given = why;
        ThreadPool.UnsafeQueueUserWorkItem(static attempt => attempt.End(default, attempt._given, attempt.Node!.Now), this, preferLocal: false);
    }

    /// <summary>Makes ready for a sending. What is done here instead of after it, the server need not wait for with its answer.</summary>
    /// <param name="node">The node that it is sent to.</param>
    /// <param name="isForPrimary">Whether it is sent there because that is the primary.</param>
    /// <param name="mayBeRepeated">Whether the call may be sent once more though this sending may be applied.</param>
    /// <param name="startedAt">The start of the call.</param>
    /// <param name="sentAt">A moment just before it is sent.</param>
    /// <param name="deadlines">Ends the waiting when it is due.</param>
    protected void Prepare(
        DeploymentNode node, bool isForPrimary, bool mayBeRepeated, long startedAt, long sentAt, AttemptDeadlines deadlines)
    {
        BeginAt(node, isForPrimary, mayBeRepeated, startedAt, sentAt, deadlines);
        node.Sent(isForPrimary, sentAt);
    }

    /// <summary>Waits for the answer. From then on the object may belong to another call at any time.</summary>
    /// <param name="sending">What StackExchange.Redis made of the sending.</param>
    /// <param name="cancellationToken">Ends the waiting, and not the call.</param>
    protected void Follow(Task<TReply> sending, CancellationToken cancellationToken)
    {
        _sending = sending;
        if (MayBeRepeatedElsewhere && Node!.State.IsReplaced && TryEnd())
        {
            // It was chosen before the node was replaced, and made ready after those under way had been given up.
            GiveUp(ReplacedPrimaryException.Before(Node));
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static (attempt, token) => ((Attempt<TReply>)attempt!).Cancel(token), this);
        }

        _begin!();
    }

    /// <summary>Tells the end, of which there is one for each beginning. It must not throw.</summary>
    /// <param name="reply">The answer, where <paramref name="fault"/> is <see langword="null"/>.</param>
    /// <param name="fault">Why there is none.</param>
    /// <param name="endedAt">When that was known.</param>
    protected abstract void End(TReply? reply, Exception? fault, long endedAt);

    /// <summary>Keeps the object for another call, once nothing uses it for this one.</summary>
    /// <returns>Whether it is kept.</returns>
    protected abstract bool Keep();

    private void Cancel(CancellationToken cancelled)
    {
        if (TryEnd())
        {
            GiveUp(new OperationCanceledException(cancelled));
        }
    }

    /// <summary>
    /// Awaits one sending after the other. A task takes an asynchronous method for its continuation as it is, and would pack a delegate
    /// into an object for each call.
    /// </summary>
    private async Task FollowAsync()
    {
        while (true)
        {
            await new Beginning(this);
            var reply = default(TReply);
            Exception? fault = null;
            try
            {
                reply = await _sending!.ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Whatever it is, it is for the one who waits; and where nobody does, it must not count as unobserved.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                fault = thrown;
            }

            var answeredAt = Node!.Calls.Answered();
            _isGivenUp = !TryEnd();
            EndCancellation();
            if (!_isGivenUp)
            {
                _sending = null;
                End(reply, fault, answeredAt);
            }
        }
    }

    /// <summary>One that is under way ends first: it must not meet another call in this object.</summary>
    private void EndCancellation()
    {
        _cancellation.Dispose();
        _cancellation = default;
    }

    private void Ended()
    {
        // One that was given up is still used by the one that gave it up.
        if (_isGivenUp)
        {
            AttemptList.Remove(this);
            return;
        }

        Forget();
        if (!Keep())
        {
            AttemptList.Remove(this);
        }
    }

    /// <summary>Suspends the following until the next call begins, for which the object is free from then on.</summary>
    private readonly struct Beginning(Attempt<TReply> attempt) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Beginning GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            var isFirst = attempt._begin is null;
            attempt._begin = continuation;
            if (!isFirst)
            {
                attempt.Ended();
            }
        }
    }
}
