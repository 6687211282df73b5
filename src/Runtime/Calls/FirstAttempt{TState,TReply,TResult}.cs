using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RedisSafety.Calls;

/// <summary>
/// The first attempt of a call, and nearly always the only one. It turns the reply into the caller's result itself, so that there is one
/// continuation between StackExchange.Redis and the caller. The objects are pooled, so that a call allocates the caller's task only.
/// </summary>
internal sealed class FirstAttempt<TState, TReply, TResult> : Attempt<TReply>
{
    // More calls under way at a time than this make new ones.
    private const int Kept = 256;

    private static readonly ConcurrentQueue<FirstAttempt<TState, TReply, TResult>> Pool = new();

    // One after the other, calls find what the last one left.
    private static FirstAttempt<TState, TReply, TResult>? _last;

    private SentCall<TState, TReply, TResult> _call;
    private AsyncTaskMethodBuilder<TResult> _result;
    private ExecutionContext? _context;
    private TReply? _reply;
    private Exception? _fault;
    private long _endedAt;

    private FirstAttempt()
    {
    }

    /// <summary>Sends a call and waits for the answer, and for what the router does where there is none.</summary>
    /// <param name="call">The call, for which there is a node.</param>
    /// <param name="sentAt">A moment just before it is sent.</param>
    public static Task<TResult> SendAsync(in SentCall<TState, TReply, TResult> call, long sentAt)
    {
        var destination = call.Destination;
        var attempt = Interlocked.Exchange(ref _last, null) ?? (Pool.TryDequeue(out var used) ? used : new());
        attempt._call = call;
        attempt._context = ExecutionContext.Capture();
        attempt._result = AsyncTaskMethodBuilder<TResult>.Create();
        var result = attempt._result.Task;
        attempt.Prepare(
            call.Node!,
            destination.IsForPrimary,
            Fault.MayBeRepeated(destination.Flags),
            call.StartedAt,
            sentAt,
            call.Execution.Deadlines);
        Task<TReply> sending;
        try
        {
            sending = call.Operation.Send(call.Node!.Database!, call.State, destination.Flags);
        }
#pragma warning disable CA1031 // It is a fault like one that comes later.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            sending = Task.FromException<TReply>(fault);
        }

        attempt.Follow(sending, call.CancellationToken);
        return result;
    }

    protected override void End(TReply? reply, Exception? fault, long endedAt)
    {
        if (_context is null || ReferenceEquals(_context, NobodysContext))
        {
            Conclude(reply, fault, endedAt);
            return;
        }

        // The session is the caller's, and so is what a serializer of its own may look at.
        (_reply, _fault, _endedAt) = (reply, fault, endedAt);
        ExecutionContext.Run(
            _context,
            static ended =>
            {
                var attempt = (FirstAttempt<TState, TReply, TResult>)ended!;
                attempt.Conclude(attempt._reply, attempt._fault, attempt._endedAt);
            },
            this);
    }

    protected override bool Keep()
    {
        _call = default;
        _result = default;
        _context = null;
        _reply = default;
        _fault = null;
        if (Interlocked.CompareExchange(ref _last, this, null) is null)
        {
            return true;
        }

        if (Pool.Count >= Kept)
        {
            return false;
        }

        Pool.Enqueue(this);
        return true;
    }

    private static async Task GoOnAsync(Task<TResult> outcome, AsyncTaskMethodBuilder<TResult> to)
    {
        TResult result;
        try
        {
            result = await outcome.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // It is the caller's.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            to.SetException(fault);
            return;
        }

        to.SetResult(result);
    }

    private void Conclude(TReply? reply, Exception? fault, long endedAt)
    {
        TResult result;
        try
        {
            fault ??= _call.Execution.Accept(_call, reply!, endedAt);
            if (fault is not null)
            {
                _ = GoOnAsync(_call.Execution.FailAsync(_call, fault), _result);
                return;
            }

            result = _call.Operation.Read(reply!, _call.State);
        }
#pragma warning disable CA1031 // It is the caller's: a key or a reading of the user's own.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _result.SetException(thrown);
            return;
        }

        _result.SetResult(result);
    }
}
