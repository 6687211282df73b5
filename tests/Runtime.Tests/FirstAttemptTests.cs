using RedisSafety.Calls;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests;

/// <summary>The first sending of calls, whose objects serve one call after the other. What is sent stands in the test's own hand.</summary>
public sealed class FirstAttemptTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_result_is_made_in_the_callers_context()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var flowing = new AsyncLocal<string>();
        var read = new RedisOperation<Task<int>, int, string?>(
            "GET", RedisRoute.Primary, CommandFlags.CommandRetryReadOnly, static (_, answer, _) => answer, (_, _) => flowing.Value);
        flowing.Value = "first";
        var first = new TaskCompletionSource<int>();
        var one = router.ExecuteAsync(read, first.Task, Ending);
        flowing.Value = "second";
        var second = new TaskCompletionSource<int>();
        var other = router.ExecuteAsync(read, second.Task, Ending);
        flowing.Value = "later";

        await Task.WhenAll(Task.Run(() => second.SetResult(0), Ending), Task.Run(() => first.SetResult(0), Ending));

        Assert.Equal(("first", "second"), (await one, await other));
    }

    [Fact]
    public async Task What_making_the_result_throws_is_the_callers_and_sends_nothing_again()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var sent = 0;
        var read = new RedisOperation<int, int, int>(
            "GET",
            RedisRoute.Primary,
            CommandFlags.CommandRetryReadOnly,
            async (_, _, _) =>
            {
                sent++;
                await Task.Yield();
                return 0;
            },
            static (_, _) => throw new RedisServerException(RedisErrorKind.Loading, CommandFlags.None, "Not the server's."));

        var thrown = await Assert.ThrowsAsync<RedisServerException>(() => router.ExecuteAsync(read, 0, Ending));

        Assert.Equal(("Not the server's.", 1), (thrown.Message, sent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sending_that_fails_at_once_is_a_fault_like_any_other(bool throws)
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var sent = 0;
        var set = new RedisOperation<Exception, int, int>(
            "SET",
            RedisRoute.Primary,
            CommandFlags.CommandRetryWriteLastWins,
            (_, fault, _) => ++sent % 2 == 0 ? Task.FromResult(7) : throws ? throw fault : Task.FromException<int>(fault),
            static (reply, _) => reply);

        Assert.Equal(7, await router.ExecuteAsync(set, new RedisServerException(RedisErrorKind.Loading, CommandFlags.None, "LOADING"), Ending));

        Assert.Equal(2, sent);
        var refused = router.ExecuteAsync(set, new ArgumentException("No key."), Ending);
        Assert.Equal("No key.", (await Assert.ThrowsAsync<ArgumentException>(() => refused)).Message);
        Assert.Equal(3, sent);
        Assert.Equal(0, router.Monitor.Current.Shards[0].Primary!.Calls.Outstanding);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_sends_nothing()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var call = router.ExecuteAsync(Answer(CommandFlags.CommandRetryReadOnly), () => throw new InvalidOperationException("It was sent."), cancelled.Token);

        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task An_object_that_waits_for_its_next_call_holds_nothing_of_the_last_one()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);

        var (answered, failed) = (await LeftByAsync(router, null), await LeftByAsync(router, new InvalidOperationException("Refused.")));

        await Until.TrueAsync("the arguments are collected", () =>
        {
            GC.Collect();
            return !answered.IsAlive && !failed.IsAlive;
        });
    }

    [Fact]
    public async Task Every_call_gets_its_own_answer_however_answers_cancelling_and_giving_up_meet()
    {
        await using var lab = await ReplicatedDeployment.StartAsync(replicas: 0);
        await using var router = await RedisRouter.ConnectAsync(lab.Configuration, Ending);
        var node = router.Monitor.Current.Shards[0].Primary!;
        using var stop = new CancellationTokenSource();
        var givingUp = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                AttemptList.GiveUpRepeatable(node);

                // What is sent again meanwhile must have a chance.
                await Task.Delay(1, Ending);
            }
        }, Ending);
        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => WorkAsync(router, worker), Ending)));
        await stop.CancelAsync();
        await givingUp;

        Assert.All(ends, static end => Assert.NotEqual(0, end.Answered));
        Assert.Contains(ends, static end => end.Cancelled > 0);
        Assert.Contains(ends, static end => end.Repeated > 0);
        await Until.TrueAsync("every answer is counted", () => node.Calls.Outstanding == 0);
    }

    private static async Task<(int Answered, int Cancelled, int Repeated)> WorkAsync(RedisRouter router, int worker)
    {
        var random = new Random(worker);
        var (answered, cancelled, repeated) = (0, 0, 0);
        for (var i = 0; i < 2_000; i++)
        {
            var own = (worker * 10_000) + i;
            var sent = 0;
            Task<int> Send()
            {
                sent++;
                var answer = new TaskCompletionSource<int>();
                ThreadPool.UnsafeQueueUserWorkItem(_ => answer.SetResult(own), null);
                return answer.Task;
            }

            using var cancel = new CancellationTokenSource();
            var mayBeRepeated = random.Next(2) == 0;
            var call = router.ExecuteAsync(
                Answer(mayBeRepeated ? CommandFlags.CommandRetryReadOnly : CommandFlags.CommandRetryWriteAccumulating),
                Send,
                random.Next(4) == 0 ? cancel.Token : CancellationToken.None);
            if (random.Next(4) == 0)
            {
                await cancel.CancelAsync();
            }

            try
            {
                Assert.Equal(own, await call);
                answered++;
            }
            catch (OperationCanceledException end)
            {
                Assert.Equal(cancel.Token, end.CancellationToken);
                cancelled++;
            }

            Assert.True(sent == 1 || mayBeRepeated, "What accumulates is sent once.");
            repeated += sent > 1 ? 1 : 0;
        }

        return (answered, cancelled, repeated);
    }

    private static RedisOperation<Func<Task<int>>, int, int> Answer(CommandFlags category) =>
        new("ANSWER", RedisRoute.Primary, category, static (_, answer, _) => answer(), static (reply, _) => reply);

    private static async Task<WeakReference> LeftByAsync(RedisRouter router, Exception? fault)
    {
        var state = new object();
        var call = new RedisOperation<object, int, int>(
            "GET",
            RedisRoute.Primary,
            CommandFlags.CommandRetryReadOnly,
            async (_, _, _) =>
            {
                await Task.Yield();
                return fault is null ? 0 : throw fault;
            },
            static (reply, _) => reply);
        var left = new WeakReference(state);
        try
        {
            await router.ExecuteAsync(call, state, Ending);
        }
        catch (InvalidOperationException)
        {
        }

        return left;
    }
}
