using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using RedisSafety.Replication;

namespace RedisSafety.Resilience;

/// <summary>
/// One sending of a call. What awaits it goes on when the server has answered, or earlier, when somebody gives it up. It is used again
/// for other calls once both have come, so that a call costs no allocation for it.
/// </summary>
/// <typeparam name="TReply">What StackExchange.Redis answers.</typeparam>
internal sealed class Attempt<TReply> : Attempt, IValueTaskSource<TReply>
{
    // More calls under way at a time than this make new ones.
    private const int Kept = 256;

    private static readonly ConcurrentQueue<Attempt<TReply>> Pool = new();

    private Action? _begin;
    private ManualResetValueTaskSourceCore<TReply> _core;
    private CancellationTokenRegistration _cancellation;
    private Task<TReply>? _sending;
    private RedisNode? _node;
    private AttemptList? _list;
    private int _awaited;

    private Attempt() => ExecutionContext.Run(NobodysContext, static attempt => _ = ((Attempt<TReply>)attempt!).FollowAsync(), this);

    /// <summary>Waits for an answer.</summary>
    /// <param name="sending">What StackExchange.Redis made of the sending.</param>
    /// <param name="node">The node that it was sent to.</param>
    /// <param name="isForPrimary">Whether it was sent there because that is the primary.</param>
    /// <param name="mayBeRepeated">Whether the call may be sent once more though this sending may be applied.</param>
    /// <param name="cancellationToken">Ends the waiting, and not the call.</param>
    public static ValueTask<TReply> Of(
        Task<TReply> sending,
        RedisNode node,
        bool isForPrimary,
        bool mayBeRepeated,
        CancellationToken cancellationToken)
    {
        if (sending.IsCompleted)
        {
            return new(sending);
        }

        var attempt = Pool.TryDequeue(out var used) ? used : new Attempt<TReply>();
        var answer = new ValueTask<TReply>(attempt, attempt._core.Version);
        attempt.Begin(sending, node, isForPrimary, mayBeRepeated, cancellationToken);
        return answer;
    }

    public override void GiveUp(Exception why)
    {
        // Whoever gives up goes on with its own work.
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(why);
    }

    public TReply GetResult(short token)
    {
        // A cancellation that is under way ends first: it must not meet another call in this object.
        _cancellation.Dispose();
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            EndOne();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Begin(Task<TReply> sending, RedisNode node, bool isForPrimary, bool mayBeRepeated, CancellationToken cancellationToken)
    {
        _sending = sending;
        _node = node;
        _list = node.AttemptsOfThisThread;
        MayBeRepeatedElsewhere = isForPrimary && mayBeRepeated;
        _awaited = 2;
        _core.RunContinuationsAsynchronously = false;
        node.Sent(isForPrimary);
        _list.Add(this);
        if (MayBeRepeatedElsewhere && node.IsReplaced && _list.Remove(this))
        {
            // It was chosen before the node was replaced, and listed after those under way had been given up.
            GiveUp(node.Replaced());
        }

        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static (attempt, token) => ((Attempt<TReply>)attempt!).Cancel(token), this);
        }

        // From here on, the object may belong to another call at any time.
        _begin!();
    }

    private void Cancel(CancellationToken cancelled)
    {
        if (_list!.Remove(this))
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

            _node!.Answered();
            if (!_list!.Remove(this))
            {
                continue;
            }

            if (fault is null)
            {
                _core.SetResult(reply!);
            }
            else
            {
                _core.SetException(fault);
            }
        }
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _awaited) != 0)
        {
            return;
        }

        _sending = null;
        _node = null;
        _list = null;
        _cancellation = default;
        _core.Reset();
        if (Pool.Count < Kept)
        {
            Pool.Enqueue(this);
        }
    }

    /// <summary>Suspends the following until the next call begins. Where the answer came last, that is what frees the object.</summary>
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
                attempt.EndOne();
            }
        }
    }
}
