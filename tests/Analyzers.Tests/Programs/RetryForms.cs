using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace Shop.RetryForms;

public sealed class WithoutLoop(IDatabase db, IDatabase other)
{
    public async Task<long> RecursionAsync(string key, int attempt = 0)
    {
        try
        {
            return await db.StringIncrementAsync(key); // expect RSF3001
        }
        catch (RedisTimeoutException) when (attempt < 3)
        {
            await Task.Delay(100);
            return await RecursionAsync(key, attempt + 1);
        }
    }

    // It gives up with the fault.
    public async Task<long> NoRecursionAsync(string key, int attempt = 0)
    {
        try
        {
            return await db.StringIncrementAsync(key); // quiet
        }
        catch (RedisTimeoutException)
        {
            return attempt;
        }
    }

    // It walks on to the next key.
    public async Task NextAsync(string key, Queue<string> rest)
    {
        try
        {
            await db.StringIncrementAsync(key); // quiet
        }
        catch (RedisTimeoutException)
        {
            await NextAsync(rest.Dequeue(), rest);
        }
    }

    public long Jump(string key)
    {
        var left = 3;
    again:
        try
        {
            return db.StringIncrement(key); // expect RSF3001
        }
        catch (RedisConnectionException) when (left-- > 0)
        {
            goto again;
        }
    }

    public long JumpOut(string key)
    {
        try
        {
            return db.StringIncrement(key); // quiet
        }
        catch (RedisConnectionException)
        {
            goto end;
        }

    end:
        return 0;
    }

    public async Task<long> AfterwardsAsync(string key)
    {
        try
        {
            return await db.StringIncrementAsync(key);
        }
        catch (RedisTimeoutException)
        {
            await Task.Delay(50);
        }

        return await db.StringIncrementAsync(key); // expect RSF3001
    }

    public async Task FlagAsync(string key)
    {
        var failed = false;
        try
        {
            await db.ListRightPushAsync(key, "x");
        }
        catch (RedisException)
        {
            failed = true;
        }

        if (failed)
        {
            await db.ListRightPushAsync(key, "x"); // expect RSF3001
        }
    }

    // Two increments that are both meant.
    public async Task TwiceAsync(string key)
    {
        try
        {
            await db.StringIncrementAsync(key); // quiet
        }
        catch (RedisTimeoutException)
        {
        }

        await db.StringIncrementAsync(key); // quiet
    }

    // Another node, another key, the opposite.
    public async Task FallBackAsync(string key)
    {
        try
        {
            await db.StringIncrementAsync(key);
        }
        catch (RedisTimeoutException)
        {
            await other.StringIncrementAsync(key); // quiet
            await db.StringIncrementAsync(key + ":failed"); // quiet
            await db.StringIncrementAsync(key, -1); // quiet
        }
    }

    public async Task IdempotentAsync(string key)
    {
        try
        {
            await db.StringSetAsync(key, 1);
        }
        catch (RedisTimeoutException)
        {
            await db.StringSetAsync(key, 1); // quiet
        }
    }

    // A refusal applies nothing.
    public async Task RefusedAsync(string key)
    {
        try
        {
            await db.StringIncrementAsync(key);
        }
        catch (RedisServerException)
        {
            await db.StringIncrementAsync(key); // quiet
        }
    }
}

public interface ICounters
{
    Task<long> AddAsync(string key);

    Task<RedisValue> GetAsync(string key);
}

public sealed class Counters(IDatabase db) : ICounters
{
    private readonly AsyncRetryPolicy _policy = Policy.Handle<RedisException>().RetryAsync(3);

    public Task<long> AddAsync(string key) => db.StringIncrementAsync(key);

    public Task<RedisValue> GetAsync(string key) => _policy.ExecuteAsync(() => db.StringGetAsync(key));
}

public sealed class Visits(ICounters counters, Counters own)
{
    private static readonly IAsyncPolicy Policies = Policy.Handle<Exception>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));

    public Task VisitAsync(string key) => Policies.ExecuteAsync(() => counters.AddAsync(key)); // expect RSF3001

    public Task GroupAsync(string key) => Policies.ExecuteAsync(() => own.AddAsync(key)); // expect RSF3001

    public Task ReadAsync(string key) => Policies.ExecuteAsync(() => counters.GetAsync(key)); // expect RSF3003

    public async Task<long> LoopAsync(string key)
    {
        while (true)
        {
            try
            {
                return await counters.AddAsync(key); // expect RSF3001
            }
            catch (RedisTimeoutException)
            {
            }
        }
    }

    public async Task OnceMoreAsync(string key)
    {
        try
        {
            await own.AddAsync(key);
        }
        catch (TimeoutException)
        {
            await own.AddAsync(key); // expect RSF3001
        }
    }

    public async Task<RedisValue> LoopReadAsync(string key)
    {
        for (var i = 0; i < 3; i++) // expect RSF3003
        {
            try
            {
                return await own.GetAsync(key);
            }
            catch (RedisException)
            {
            }
        }

        return default;
    }

    // Once.
    public Task<long> PlainAsync(string key) => counters.AddAsync(key); // quiet

    public Task<RedisValue> PlainReadAsync(string key) => counters.GetAsync(key); // quiet
}

public sealed class Arguments(IDatabase db)
{
    public Task OnceAsync(string key) => TryAsync(() => db.StringIncrementAsync(key), repeatable: false); // quiet

    public Task MoreAsync(string key) => TryAsync(() => db.StringIncrementAsync(key), repeatable: true); // expect RSF3001

    public Task ZeroAsync(string key) => PolicyAsync(() => db.StringIncrementAsync(key), 0); // quiet

    public Task ThreeAsync(string key) => PolicyAsync(() => db.StringIncrementAsync(key), 3); // expect RSF3001

    public long CountedOnce(string key) => Counted(() => db.StringIncrement(key), 1); // quiet

    public long CountedTwice(string key) => Counted(() => db.StringIncrement(key), 2); // expect RSF3001

    public Task ChosenAsync(string key) => ChooseAsync(() => db.StringIncrementAsync(key), idempotent: false); // quiet

    public Task ChosenReadAsync(string key) => ChooseAsync(() => db.StringIncrementAsync(key), idempotent: true); // expect RSF3001

    public Task HandedOnAsync(string key) => OuterAsync(() => db.StringIncrementAsync(key), 1); // quiet

    private static Task OuterAsync(Func<Task> work, int times) => PolicyAsync(work, times - 1);

    private static async Task TryAsync(Func<Task> work, bool repeatable)
    {
        if (!repeatable)
        {
            await work();
            return;
        }

        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (RedisTimeoutException)
            {
            }
        }
    }

    private static Task PolicyAsync(Func<Task> work, int retries) => Policy.Handle<RedisTimeoutException>().RetryAsync(retries).ExecuteAsync(work);

    private static T Counted<T>(Func<T> work, int attempts)
    {
        var tried = 0;
        while (true)
        {
            tried++;
            try
            {
                return work();
            }
            catch (TimeoutException)
            {
                if (tried >= attempts)
                {
                    throw;
                }
            }
        }
    }

    private static readonly IAsyncPolicy Retry = Policy.Handle<RedisTimeoutException>().RetryAsync(3);
    private static readonly IAsyncPolicy None = Policy.NoOpAsync();

    private static Task ChooseAsync(Func<Task> work, bool idempotent) => (idempotent ? Retry : None).ExecuteAsync(work);
}
