using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace Shop.RetryFaults;

// A predicate narrows its own type; the types beside it are handled whole.
public sealed class Narrowed(IDatabase db)
{
    private static readonly ResiliencePipeline Mixed = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<RedisTimeoutException>().Handle<RedisServerException>(e => e.Message.Contains("LOADING")),
    }).Build();

    private static readonly ResiliencePipeline Refused = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<RedisServerException>(e => e.Message.Contains("LOADING")),
    }).Build();

    private static readonly ResiliencePipeline ByOutcome = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = static args => args.Outcome switch
        {
            { Exception: RedisServerException { Message: var message } } => new ValueTask<bool>(message.StartsWith("READONLY")),
            { Exception: RedisConnectionException or TimeoutException } => PredicateResult.True(),
            _ => PredicateResult.False(),
        },
    }).Build();

    private static readonly ResiliencePipeline NotTimeouts = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is RedisException and not RedisConnectionException),
    }).Build();

    private static readonly AsyncRetryPolicy Method = Policy.Handle<RedisServerException>().Or<RedisTimeoutException>(IsTransient).WaitAndRetryAsync(3, _ => TimeSpan.Zero);

    private static readonly AsyncRetryPolicy Unsent = Policy.Handle<RedisConnectionException>(NeverSent).WaitAndRetryAsync(3, _ => TimeSpan.Zero);

    public Task MixedAsync(string key) => Mixed.ExecuteAsync(async _ => await db.StringIncrementAsync(key)).AsTask(); // expect RSF3001

    public Task RefusedAsync(string key) => Refused.ExecuteAsync(async _ => await db.StringIncrementAsync(key)).AsTask(); // quiet

    public Task OutcomeAsync(string key) => ByOutcome.ExecuteAsync(async _ => await db.ListRightPushAsync(key, 1)).AsTask(); // expect RSF3001

    public Task NotTimeoutsAsync(string key) => NotTimeouts.ExecuteAsync(async _ => await db.ListRightPushAsync(key, 1)).AsTask(); // quiet

    public Task MethodAsync(string key) => Method.ExecuteAsync(() => db.StringIncrementAsync(key)); // expect RSF3001

    public Task UnsentAsync(string key) => Unsent.ExecuteAsync(() => db.StringIncrementAsync(key)); // quiet

    public async Task<long> CatchAsync(string key)
    {
        while (true)
        {
            try
            {
                return await db.StringIncrementAsync(key); // expect RSF3001
            }
            catch (RedisServerException e) when (e.Message.StartsWith("READONLY"))
            {
            }
            catch (RedisTimeoutException)
            {
            }
        }
    }

    // Time-outs are thrown before the catch of everything else is asked; a server's refusal applies nothing.
    public async Task<long> ThrownFirstAsync(string key)
    {
        while (true)
        {
            try
            {
                return await db.StringIncrementAsync(key); // quiet
            }
            catch (TimeoutException)
            {
                throw;
            }
            catch (RedisConnectionException)
            {
                throw;
            }
            catch (Exception)
            {
                await Task.Delay(10);
            }
        }
    }

    public async Task<long> EitherAsync(string key)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await db.StringIncrementAsync(key); // expect RSF3001
            }
            catch (Exception e) when (i < 5 && (e is RedisTimeoutException || (e is RedisServerException && e.Message.Contains("BUSY"))))
            {
            }
        }
    }

    public async Task<long> OnlyRefusalsAsync(string key)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return await db.StringIncrementAsync(key); // quiet
            }
            catch (Exception e) when (i < 5 && e is RedisServerException && e.Message.Contains("BUSY"))
            {
            }
        }
    }

    private static bool IsTransient(RedisTimeoutException e)
    {
        if (e.InnerException is OperationCanceledException)
        {
            return false;
        }

        return true;
    }

    private static bool NeverSent(RedisConnectionException e)
    {
        switch (e.FailureType)
        {
            default:
                return e.FailureType == ConnectionFailureType.UnableToConnect;
        }
    }
}

public sealed class Queued(IDatabase db)
{
    private readonly IAsyncPolicy _policy = Policy.Handle<RedisTimeoutException>().RetryAsync(3);
    private readonly ISyncPolicy _sync = Policy.Handle<RedisException>().Or<TimeoutException>().Retry(3);

    public Task BatchAsync(string key) => _policy.ExecuteAsync(async () =>
    {
        var batch = db.CreateBatch();
        var pushed = batch.ListLeftPushAsync(key, 1);
        batch.Execute(); // expect RSF3001
        await pushed;
    });

    // The tasks of the batch reach no retry.
    public Task BatchLeftAsync(string key) => _policy.ExecuteAsync(() =>
    {
        var batch = db.CreateBatch();
        _ = batch.ListLeftPushAsync(key, 1);
        batch.Execute(); // quiet
        return Task.CompletedTask;
    });

    // The condition fails the second time.
    public Task ConditionAsync(string key) => _policy.ExecuteAsync(async () =>
    {
        var transaction = db.CreateTransaction();
        transaction.AddCondition(Condition.KeyNotExists(key));
        _ = transaction.StringIncrementAsync(key);
        await transaction.ExecuteAsync(); // quiet
    });

    public Task LastWinsAsync(string key) => _policy.ExecuteAsync(async () =>
    {
        var transaction = db.CreateTransaction();
        _ = transaction.StringSetAsync(key, 1);
        _ = transaction.KeyExpireAsync(key, TimeSpan.FromMinutes(1));
        await transaction.ExecuteAsync(); // quiet
    });

    public bool Loop(string key)
    {
        while (true)
        {
            try
            {
                var transaction = db.CreateTransaction();
                Fill(transaction, key);
                return transaction.Execute(); // expect RSF3001
            }
            catch (RedisTimeoutException)
            {
            }
        }
    }

    public void Sync(string key) => _sync.Execute(() =>
    {
        ITransaction transaction = db.CreateTransaction();
        transaction.HashIncrementAsync(key, "n");
        transaction.Execute(); // expect RSF3001
    });

    // Filled outside, it is sent empty the second time.
    public Task OutsideAsync(string key)
    {
        var transaction = db.CreateTransaction();
        _ = transaction.StringIncrementAsync(key);
        return _policy.ExecuteAsync(() => transaction.ExecuteAsync()); // expect RSF3004
    }

    private static void Fill(ITransaction transaction, string key)
    {
        transaction.KeyExpireAsync(key, TimeSpan.FromDays(1));
        transaction.SetPopAsync(key);
    }
}
