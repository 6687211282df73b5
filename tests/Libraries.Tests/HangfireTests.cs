using Hangfire;
using Hangfire.Redis.StackExchange;
using Hangfire.States;
using RedisSafety.Lab;

namespace RedisSafety.Libraries.Tests;

public sealed class HangfireTests
{
    // Beyond the numbers that the other tests give to their jobs.
    private const int First = 1_000_000;

    [Fact]
    public async Task Each_accepted_job_runs_once_through_a_failover()
    {
        using var guard = new Guard.Tests.Installed();
        await using var servers = await LibraryFailover.StartAsync("swap");
        var storage = new RedisStorage(servers.Configuration);
        var jobs = new BackgroundJobClient(storage);
        var accepted = new List<int>();
        using (var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 2 }, storage))
        {
            using var stop = new CancellationTokenSource();
            var load = Task.Factory.StartNew(Enqueue, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Until.TrueAsync("jobs run", () => ShopJob.Runs(First + 2) > 0);

            await servers.FailOverAsync(TimeSpan.Zero, TimeSpan.Zero);
            var before = Count();
            await Until.TrueAsync("jobs are accepted", () => Count() > before + 10);
            await stop.CancelAsync();
            await load;

            await Until.TrueAsync("all have run", () => accepted.TrueForAll(static number => ShopJob.Runs(number) > 0));
            server.SendStop();

            int Count()
            {
                lock (accepted)
                {
                    return accepted.Count;
                }
            }

            void Enqueue()
            {
                for (var number = First; !stop.IsCancellationRequested; number++)
                {
                    try
                    {
                        var current = number;
                        jobs.Create(() => ShopJob.Run(current), new EnqueuedState());
                        lock (accepted)
                        {
                            accepted.Add(current);
                        }
                    }
                    catch (BackgroundJobClientException)
                    {
                        // The failover itself. The caller decides whether to enqueue it again.
                    }

                    Thread.Sleep(5);
                }
            }
        }

        Assert.All(accepted, static number => Assert.Equal(1, ShopJob.Runs(number)));
    }
}
