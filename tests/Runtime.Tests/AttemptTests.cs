using System.Net;
using RedisSafety.Calls;
using RedisSafety.Monitoring;
using RedisSafety.Nodes;
using RedisSafety.Routing;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>The waiting for one answer, in objects that are used again and again.</summary>
public sealed class AttemptTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_and_a_fault_reach_who_waits()
    {
        using var node = new Node();
        var (answered, failed) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var answer = node.Of(answered.Task);
        var fault = node.Of(failed.Task);

        answered.SetResult(7);
        failed.SetException(new RedisException("No."));

        Assert.Equal(7, await answer);
        Assert.Equal("No.", (await Assert.ThrowsAsync<RedisException>(() => fault)).Message);
        Assert.Equal(0, node.Self.Calls.Outstanding);
    }

    [Fact]
    public async Task What_may_be_repeated_is_given_up_and_still_counts_as_unanswered()
    {
        using var node = new Node();
        var (first, second, third) = (new TaskCompletionSource<int>(), new TaskCompletionSource<int>(), new TaskCompletionSource<int>());
        var repeatable = node.Of(first.Task);
        var accumulating = node.Of(second.Task, mayBeRepeated: false);
        var replicaRead = node.Of(third.Task, isForPrimary: false);

        AttemptList.GiveUpRepeatable(node.Self);

        await Assert.ThrowsAsync<ReplacedPrimaryException>(() => repeatable);
        Assert.False(accumulating.IsCompleted);
        Assert.False(replicaRead.IsCompleted);
        Assert.Equal(3, node.Self.Calls.Outstanding);
        first.SetException(new RedisException("Too late."));
        second.SetResult(2);
        third.SetResult(3);
        Assert.Equal((2, 3), (await accumulating, await replicaRead));
        Assert.Equal(0, node.Self.Calls.Outstanding);
    }

    [Fact]
    public async Task What_begins_at_a_node_that_has_been_replaced_is_given_up_at_once()
    {
        using var node = new Node();
        node.Self.State = node.Self.State with { IsReplaced = true };

        await Assert.ThrowsAsync<ReplacedPrimaryException>(() => node.Of(new TaskCompletionSource<int>().Task));

        var accumulating = new TaskCompletionSource<int>();
        var waiting = node.Of(accumulating.Task, mayBeRepeated: false);
        accumulating.SetResult(1);
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_with_the_callers_token()
    {
        using var node = new Node();
        using var cancel = new CancellationTokenSource();
        var waiting = node.Cancellable(new TaskCompletionSource<int>().Task, mayBeRepeated: true, cancel.Token);

        await cancel.CancelAsync();

        Assert.Equal(cancel.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting)).CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.Cancellable(new TaskCompletionSource<int>().Task, mayBeRepeated: true, cancel.Token));
    }

    [Fact]
    public async Task No_answer_is_lost_or_reaches_another_call_however_answers_and_giving_up_meet()
    {
        using var node = new Node();
        using var stop = new CancellationTokenSource();
        var givingUp = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                AttemptList.GiveUpRepeatable(node.Self);
                Thread.Yield();
            }
        }, Ending);
        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            var (answered, given) = (0, 0);
            for (var i = 0; i < 20_000; i++)
            {
                var source = new TaskCompletionSource<int>();
                using var cancel = new CancellationTokenSource();
                var cancelled = random.Next(4) == 0 ? cancel.Token : CancellationToken.None;
                var waiting = node.Cancellable(source.Task, random.Next(2) == 0, cancelled);
                ThreadPool.UnsafeQueueUserWorkItem(_ => source.SetResult(i), null);
                if (random.Next(4) == 0)
                {
                    await cancel.CancelAsync();
                }

                try
                {
                    Assert.Equal(i, await waiting);
                    answered++;
                }
                catch (Exception end) when (end is ReplacedPrimaryException or OperationCanceledException)
                {
                    given++;
                }

                // An object is used again when both have come: that the answer is there is not enough to wait for.
                await source.Task;
            }

            return (answered, given);
        }, Ending)));
        await stop.CancelAsync();
        await givingUp;

        Assert.All(ends, static end => Assert.NotEqual(0, end.answered));
        Assert.Contains(ends, static end => end.given > 0);
        await Lab.Until.TrueAsync("every answer is counted", () => node.Self.Calls.Outstanding == 0);
    }

    private sealed class Node : IDisposable
    {
        private readonly AttemptDeadlines _deadlines = new(new RedisSafetyOptions(), TimeProvider.System);
        private readonly StallWatch _stalls = new(static () => null, TimeProvider.System);

        public Node() => Self = new RedisNode(
            new DnsEndPoint("node", 6379), new ConfigurationOptions(), new RedisSafetyOptions(), TimeProvider.System, _ => _stalls.Begin());

        public RedisNode Self { get; }

        public Task<int> Of(Task<int> sending, bool isForPrimary = true, bool mayBeRepeated = true) =>
            Send(sending, isForPrimary, mayBeRepeated, CancellationToken.None);

        public Task<int> Cancellable(Task<int> sending, bool mayBeRepeated, CancellationToken end) =>
            Send(sending, isForPrimary: true, mayBeRepeated, end);

        public void Dispose()
        {
            _deadlines.Dispose();
            _stalls.Dispose();
        }

        private Task<int> Send(Task<int> sending, bool isForPrimary, bool mayBeRepeated, CancellationToken end)
        {
            var category = mayBeRepeated ? CommandFlags.CommandRetryReadOnly : CommandFlags.CommandRetryWriteAccumulating;
            var flags = isForPrimary ? category : category | CommandFlags.PreferReplica;
            return RepeatedAttempt<int>.Of(sending, new Destination(Self, flags), Self.Now, _deadlines, end);
        }
    }
}
