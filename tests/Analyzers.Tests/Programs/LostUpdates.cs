namespace Shop.LostUpdates;

public sealed record Cart(string Id, int Lines)
{
    public static Cart Parse(RedisValue text) => new((string)text!, 1);

    public Cart Grow() => this with { Lines = Lines + 1 };

    public override string ToString() => Id + Lines;
}

public sealed class Carts(IDatabase db)
{
    public async Task GrowAsync(string id)
    {
        var text = await db.StringGetAsync($"cart:{id}").ConfigureAwait(false);
        var cart = text.IsNullOrEmpty ? new Cart(id, 0) : Cart.Parse(text);
        await db.StringSetAsync($"cart:{id}", cart.Grow().ToString()).ConfigureAwait(false); // expect RSF2005
    }

    public void Grow(string id)
    {
        Cart? cart = null;
        var text = db.StringGet("cart:" + id);
        if (text.HasValue)
        {
            cart = Cart.Parse(text);
        }

        cart ??= new Cart(id, 0);
        cart = cart.Grow();
        db.StringSet("cart:" + id, cart.ToString()); // expect RSF2005
    }

    // By way of two methods of the type.
    public async Task GrowInStepsAsync(string id)
    {
        var cart = await LoadAsync(id);
        await SaveAsync(id, cart.Grow()); // expect RSF2005
    }

    // Whatever the flags are, what another caller wrote is gone.
    public async Task GrowAsync(string id, CommandFlags flags)
    {
        var cart = Cart.Parse(await db.StringGetAsync(Key(id), flags));
        await db.StringSetAsync(Key(id), cart.Grow().ToString(), flags: flags); // expect RSF2005
    }

    public async Task GrowOnPrimaryAsync(string id)
    {
        var flags = CommandFlags.DemandMaster;
        var cart = Cart.Parse(await db.StringGetAsync(Key(id), flags));
        await db.StringSetAsync(Key(id), cart.Grow().ToString()); // expect RSF2005
    }

    private async Task<Cart> LoadAsync(string id) => Cart.Parse(await db.StringGetAsync(Key(id)));

    private Task SaveAsync(string id, Cart cart) => db.StringSetAsync(Key(id), cart.ToString());

    private static RedisKey Key(string id) => $"cart:{id}";
}

public sealed class Hashes(IDatabase db)
{
    public async Task RaiseAsync(string key, int by)
    {
        var values = await db.HashGetAsync(key, new RedisValue[] { "low", "high" });
        await db.HashSetAsync(key, "high", (int)values[1] + by); // expect RSF2005
    }

    public async Task RaiseAllAsync(string key)
    {
        var entries = await db.HashGetAllAsync(key);
        var raised = entries.Select(entry => new HashEntry(entry.Name, (int)entry.Value + 1)).ToArray();
        await db.HashSetAsync(key, raised); // expect RSF2005
    }

    public async Task RaiseEachAsync(string key)
    {
        foreach (var entry in await db.HashGetAllAsync(key))
        {
            await db.HashSetAsync(key, entry.Name, (int)entry.Value + 1); // expect RSF2005
        }
    }

    // Another field of the hash.
    public async Task CopyAsync(string key)
    {
        var low = await db.HashGetAsync(key, "low");
        await db.HashSetAsync(key, "high", low + "!"); // quiet
        await db.HashSetAsync(key, new HashEntry[] { new("middle", low + "?"), new("top", 1) }); // quiet
    }

    // What is written does not come from what was read.
    public async Task TouchAsync(string key)
    {
        var all = await db.HashGetAllAsync(key);
        if (all.Length > 0)
        {
            await db.HashSetAsync(key, "seen", DateTime.UtcNow.Ticks); // quiet
        }
    }

    public async Task TakeAllAsync(string key, Func<HashEntry[], Task> save)
    {
        var counts = await db.HashGetAllAsync(key);
        await save(counts);
        await db.KeyDeleteAsync(key); // expect RSF2005
    }

    public bool TryTake(string key, string field, out string? value)
    {
        value = db.HashGet(key, field);
        if (value is null)
        {
            return false;
        }

        db.HashDelete(key, field); // expect RSF2005
        return true;
    }

    public bool TryTakeOnce(string key, string field, out string? value)
    {
        value = db.HashGet(key, field);
        return value is not null && db.HashDelete(key, field); // quiet
    }
}

public sealed class Queues(IDatabase db)
{
    public async Task<List<string>> DrainAsync(string queue)
    {
        var items = await db.ListRangeAsync(queue, 0, -1);
        var drained = items.Select(item => item.ToString()).ToList();
        await db.KeyDeleteAsync(queue); // expect RSF2005
        return drained;
    }

    public async Task MoveAsync(string queue, string other)
    {
        foreach (var item in await db.ListRangeAsync(queue))
        {
            await db.ListRightPushAsync(other, item);
        }

        await db.ListTrimAsync(queue, 1, 0); // expect RSF2005
    }

    public async Task<RedisValue[]> FirstAsync(string queue, int count)
    {
        var items = await db.ListRangeAsync(queue, 0, count - 1);
        await db.ListTrimAsync(queue, count, -1); // expect RSF2005
        return items;
    }

    // A list with a bound.
    public async Task<RedisValue[]> LatestAsync(string list)
    {
        var items = await db.ListRangeAsync(list, 0, 9);
        await db.ListTrimAsync(list, 0, 99); // quiet
        return items;
    }

    public async Task RunDueAsync(string schedule, Func<RedisValue, Task> run, double now)
    {
        foreach (var job in await db.SortedSetRangeByScoreAsync(schedule, double.NegativeInfinity, now))
        {
            await run(job);
            await db.SortedSetRemoveAsync(schedule, job); // expect RSF2005
        }
    }

    // Who removes the job runs it.
    public async Task RunDueOnceAsync(string schedule, Func<RedisValue, Task> run, double now)
    {
        foreach (var job in await db.SortedSetRangeByScoreAsync(schedule, double.NegativeInfinity, now))
        {
            if (await db.SortedSetRemoveAsync(schedule, job)) // quiet
            {
                await run(job);
            }
        }
    }

    public async Task<RedisValue> MarkFirstAsync(string list)
    {
        var first = await db.ListGetByIndexAsync(list, 0);
        await db.ListSetByIndexAsync(list, 0, first + "*"); // expect RSF2005
        return first;
    }

    // The keys of an index, and then the index: nothing is worked with.
    public async Task ForgetAsync(string index)
    {
        foreach (var key in await db.SetMembersAsync(index))
        {
            await db.KeyDeleteAsync((string?)key);
        }

        await db.KeyDeleteAsync(index); // quiet
    }

    // An index that is cleaned of what is gone.
    public async Task CleanAsync(string index)
    {
        foreach (var key in await db.SetMembersAsync(index))
        {
            if (!await db.KeyExistsAsync((string?)key))
            {
                await db.SetRemoveAsync(index, key); // quiet
            }
        }
    }

    // What another caller keeps is not what is removed.
    public async Task<RedisValue[]> BestAsync(string board)
    {
        var best = await db.SortedSetRangeByRankAsync(board, 0, 9, Order.Descending);
        await db.SortedSetRemoveAsync(board, "nobody"); // quiet
        return best;
    }
}

public sealed class Tokens(IDatabase db)
{
    public async Task<string?> RedeemAsync(string token)
    {
        var user = await db.StringGetAsync("token:" + token);
        if (user.IsNull)
        {
            return null;
        }

        await db.KeyDeleteAsync("token:" + token); // expect RSF2005
        return user;
    }

    // Deleted because it cannot be read: no caller gets it.
    public async Task<string?> ReadAsync(string token)
    {
        var user = await db.StringGetAsync("token:" + token);
        if (user.IsNullOrEmpty)
        {
            return null;
        }

        if (user.ToString().StartsWith('!'))
        {
            await db.KeyDeleteAsync("token:" + token); // quiet
            return null;
        }

        return user;
    }

    public async Task<Cart?> FindAsync(string token)
    {
        var text = await db.StringGetAsync("token:" + token);
        try
        {
            return Cart.Parse(text);
        }
        catch (FormatException)
        {
            await db.KeyDeleteAsync("token:" + token); // quiet
            return null;
        }
    }

    // In one step on the server.
    public Task<RedisValue> TakeAsync(string token) => db.StringGetDeleteAsync("token:" + token); // quiet

    public async Task<RedisValue> TakeInTransactionAsync(string token)
    {
        var key = "token:" + token;
        var transaction = db.CreateTransaction();
        var value = transaction.StringGetAsync(key);
        _ = transaction.KeyDeleteAsync(key); // quiet
        await transaction.ExecuteAsync();
        return await value;
    }

    // Deleted; the caller decides on the reply.
    public async Task<bool> RevokeAsync(string token)
    {
        var user = await db.StringGetAsync("token:" + token);
        Console.WriteLine(user);
        return await db.KeyDeleteAsync("token:" + token); // quiet
    }
}

public sealed class Webhooks(IDatabase db)
{
    public async Task<bool> AcceptAsync(string id)
    {
        if (await db.KeyExistsAsync("webhook:" + id))
        {
            return false;
        }

        await db.StringSetAsync("webhook:" + id, "1", TimeSpan.FromDays(1)); // expect RSF2005
        return true;
    }

    public async Task<bool> AcceptByValueAsync(string id)
    {
        var seen = await db.StringGetAsync("webhook:" + id);
        if (seen.HasValue)
        {
            return false;
        }

        await db.StringSetAsync("webhook:" + id, 1, TimeSpan.FromDays(1)); // expect RSF2005
        return true;
    }

    public async Task RegisterAsync(string shop, string topic, string url)
    {
        if (!await db.HashExistsAsync("topics:" + shop, topic))
        {
            await db.HashSetAsync("topics:" + shop, topic, url); // expect RSF2005
        }
    }

    public async Task<bool> FirstAsync(string shop, string id)
    {
        if (await db.SetContainsAsync("seen:" + shop, id))
        {
            return false;
        }

        await db.SetAddAsync("seen:" + shop, id); // expect RSF2005
        return true;
    }

    // The answer decides.
    public async Task<bool> FirstOfAllAsync(string shop, string id) =>
        !await db.SetContainsAsync("seen:" + shop, id) && await db.SetAddAsync("seen:" + shop, id); // quiet

    // The server decides.
    public async Task<bool> AcceptOnceAsync(string id) =>
        !await db.KeyExistsAsync("webhook:" + id) && await db.StringSetAsync("webhook:" + id, "1", TimeSpan.FromDays(1), When.NotExists); // quiet

    // Whoever comes second deletes nothing, or sets the same time.
    public async Task ForgetAsync(string id)
    {
        if (await db.KeyExistsAsync("webhook:" + id))
        {
            await db.KeyExpireAsync("webhook:" + id, TimeSpan.FromHours(1)); // quiet
            await db.KeyDeleteAsync("webhook:" + id); // quiet
        }
    }

    // A cache that is filled.
    public async Task<string?> TitleAsync(string id, Func<string, Task<string>> load)
    {
        if (await db.KeyExistsAsync("title:" + id))
        {
            return await db.StringGetAsync("title:" + id);
        }

        var title = await load(id);
        await db.StringSetAsync("title:" + id, title, TimeSpan.FromHours(1)); // quiet
        return title;
    }

    public async Task WarmAsync(string id, Func<string, Task<string>> load)
    {
        if (!await db.KeyExistsAsync("title:" + id))
        {
            var title = await load(id);
            await db.StringSetAsync("title:" + id, title, TimeSpan.FromHours(1)); // quiet
        }
    }
}

public sealed class Versions(IDatabase db)
{
    public async Task<bool> SaveAsync(string key, Func<string?, string> change)
    {
        var version = await db.StringGetAsync(key + ":version");
        var old = await db.StringGetAsync(key);
        var transaction = db.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key + ":version", version));
        _ = transaction.StringSetAsync(key, change(old)); // quiet
        _ = transaction.StringIncrementAsync(key + ":version");
        return await transaction.ExecuteAsync();
    }

    public async Task<bool> SaveByLocalAsync(string key, string text)
    {
        var old = await db.StringGetAsync(key);
        var unchanged = old.IsNull switch
        {
            true => Condition.KeyNotExists(key),
            false => Condition.StringEqual(key, old),
        };
        var transaction = db.CreateTransaction();
        transaction.AddCondition(unchanged);
        _ = transaction.StringSetAsync(key, old + text); // quiet
        return await transaction.ExecuteAsync();
    }

    public async Task<bool> SaveByHelperAsync(string key, string text)
    {
        var old = await db.StringGetAsync(key);
        var transaction = db.CreateTransaction();
        transaction.AddCondition(Unchanged(key, old));
        _ = transaction.StringSetAsync(key, old + text); // quiet
        return await transaction.ExecuteAsync();
    }

    public async Task<bool> SaveGuardedAsync(string key, string text)
    {
        var old = await db.StringGetAsync(key);
        var transaction = Guarded(key, old);
        _ = transaction.StringSetAsync(key, old + text); // quiet
        return await transaction.ExecuteAsync();
    }

    public async Task<bool> SaveAndGuardAsync(string key, string text)
    {
        var old = await db.StringGetAsync(key);
        var transaction = db.CreateTransaction();
        Guard(transaction, key, old);
        Write(transaction, key, old + text); // quiet
        return await transaction.ExecuteAsync();
    }

    // A condition on something else protects nothing.
    public async Task<bool> SaveBesideAsync(string key, string text)
    {
        var old = await db.StringGetAsync(key);
        var transaction = db.CreateTransaction();
        transaction.AddCondition(Condition.KeyExists("maintenance"));
        _ = transaction.StringSetAsync(key, old + text); // expect RSF2005
        return await transaction.ExecuteAsync();
    }

    private static Condition Unchanged(string key, RedisValue old) => old.IsNull ? Condition.KeyNotExists(key) : Condition.StringEqual(key, old);

    private ITransaction Guarded(string key, RedisValue old)
    {
        var transaction = db.CreateTransaction();
        transaction.AddCondition(Unchanged(key, old));
        return transaction;
    }

    private static void Guard(ITransaction transaction, string key, RedisValue old) => transaction.AddCondition(Condition.StringEqual(key, old));

    private static void Write(ITransaction transaction, string key, string text) => _ = transaction.StringSetAsync(key, text);
}

// "lock" within a word is no lock.
public sealed class Names(IDatabase db)
{
    public async Task BlockAsync(string key)
    {
        await UnlockDoorAsync();
        var clock = GetClock();
        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + clock); // expect RSF2005
    }

    // Locking an account takes no lock in Redis.
    public async Task LockUserAsync(string key)
    {
        await LockAccountAsync(key);
        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + "x"); // expect RSF2005
    }

    private static Task UnlockDoorAsync() => Task.CompletedTask;

    private static Task LockAccountAsync(string name) => Console.Out.WriteLineAsync(name);

    private static string GetClock() => "now";
}

public interface IDistributedLock
{
    Task<IAsyncDisposable> AcquireAsync(string name);
}

public sealed class Guarded(IDatabase db, IDistributedLock gate, ILocks locks)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly object _sync = new();

    public async Task ByHandleAsync(string key)
    {
        await using var held = await gate.AcquireAsync(key);
        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + "x"); // quiet
    }

    public void BySection(string key)
    {
        lock (_sync)
        {
            var old = db.StringGet(key);
            db.StringSet(key, old + "x"); // quiet
        }
    }

    public async Task ByHelperAsync(string key)
    {
        await EnterAsync();
        try
        {
            var old = await db.StringGetAsync(key);
            await db.StringSetAsync(key, old + "x"); // quiet
        }
        finally
        {
            _one.Release();
        }
    }

    public Task ByRunnerAsync(string key) => RunAloneAsync(async () =>
    {
        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + "x"); // quiet
    });

    public async Task ByAnswerAsync(string key)
    {
        if (!await locks.TryAcquireLockAsync(key))
        {
            return;
        }

        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + "x"); // quiet
    }

    // The lock is over before the value is read.
    public async Task AfterwardsAsync(string key)
    {
        lock (_sync)
        {
            Console.WriteLine(key);
        }

        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + "x"); // expect RSF2005
    }

    private Task EnterAsync() => _one.WaitAsync();

    private async Task RunAloneAsync(Func<Task> work)
    {
        await _one.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _one.Release();
        }
    }
}

public interface ILocks
{
    Task<bool> TryAcquireLockAsync(string name);
}

public sealed class Callers(IDatabase db)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task AddAsync(string key)
    {
        await _one.WaitAsync();
        try
        {
            await AddWithinAsync(key);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task AddWithinAsync(string key)
    {
        var old = await db.StringGetAsync(key);
        await db.StringSetAsync(key, old + "x"); // quiet
    }
}
