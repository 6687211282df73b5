namespace Shop.Locks;

public sealed class Jobs(IDatabase db)
{
    private static readonly string Owner = Guid.NewGuid().ToString("N");
    private readonly string _token = Guid.NewGuid().ToString();

    public async Task RunAsync(string name, Func<Task> work)
    {
        var taken = await db.StringSetAsync($"lock:{name}", _token, TimeSpan.FromSeconds(30), When.NotExists);
        if (!taken)
        {
            return;
        }

        try
        {
            await work();
        }
        finally
        {
            await db.KeyDeleteAsync($"lock:{name}"); // expect RSF2009
        }
    }

    public void Run(string name, Action work)
    {
        while (!db.StringSet(name, "x", TimeSpan.FromSeconds(30), when: When.NotExists))
        {
            Thread.Sleep(10);
        }

        work();
        db.KeyDelete(name); // expect RSF2009
    }

    public async Task RunWithTakeAsync(string name, Func<Task> work)
    {
        if (await db.LockTakeAsync(name, Owner, TimeSpan.FromSeconds(30)))
        {
            await work();
            await db.KeyDeleteAsync(name); // expect RSF2009
        }
    }

    public async Task RunInStepsAsync(string name, Func<Task> work)
    {
        var acquired = false;
        try
        {
            acquired = await db.StringSetAsync(name, Owner, TimeSpan.FromSeconds(30), When.NotExists);
            if (acquired)
            {
                await work();
            }
        }
        finally
        {
            if (acquired)
            {
                await db.KeyDeleteAsync(name); // expect RSF2009
            }
        }
    }

    public async Task RunAndReleaseAsync(string name, Func<Task> work)
    {
        if (await db.LockTakeAsync(name, Owner, TimeSpan.FromSeconds(30)))
        {
            try
            {
                await work();
            }
            finally
            {
                await db.LockReleaseAsync(name, Owner); // quiet
            }
        }
    }

    public async Task RunWithScriptAsync(string name, Func<Task> work)
    {
        if (await db.StringSetAsync(name, Owner, TimeSpan.FromSeconds(30), When.NotExists))
        {
            await work();
            await db.ScriptEvaluateAsync("if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0", [name], [Owner]); // quiet
        }
    }

    public async Task ExtendAsync(string name)
    {
        var holder = await db.StringGetAsync(name);
        if (holder == Owner)
        {
            await db.KeyExpireAsync(name, TimeSpan.FromSeconds(30)); // expect RSF2009
        }
    }

    public async Task<bool> ReleaseAsync(string name)
    {
        if (await db.StringGetAsync(name) is { HasValue: true } holder && holder == _token)
        {
            return await db.KeyDeleteAsync(name); // expect RSF2009
        }

        return false;
    }

    public async Task ReleaseByTextAsync(string name)
    {
        var holder = (string?)await db.StringGetAsync(name);
        if (!string.Equals(holder, _token, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("Not the holder.");
        }

        await db.KeyDeleteAsync(name); // expect RSF2009
    }

    public async Task ReleaseByQueryAsync(string name)
    {
        if (db.LockQuery(name) == Owner)
        {
            await db.LockExtendAsync(name, Owner, TimeSpan.FromSeconds(30)); // quiet
        }
    }

    // Dropped because it is out of date. It is no lock.
    public async Task ForgetAsync(string name, string current)
    {
        var known = await db.StringGetAsync(name);
        if (known != current)
        {
            await db.KeyDeleteAsync(name); // quiet
        }
    }

    public async Task CloseAsync(string name)
    {
        if (await db.StringGetAsync(name) == "closed")
        {
            await db.KeyDeleteAsync(name); // quiet
        }
    }
}

public sealed class Marks(IDatabase db)
{
    // A mark stays where the work is done, and is taken back where it failed.
    public async Task HandleAsync(string id, Func<Task> handle)
    {
        if (!await db.StringSetAsync("handled:" + id, 1, TimeSpan.FromDays(1), When.NotExists))
        {
            return;
        }

        try
        {
            await handle();
        }
        catch
        {
            await db.KeyDeleteAsync("handled:" + id); // quiet
            throw;
        }
    }

    public async Task TryHandleAsync(string id, Func<Task<bool>> handle)
    {
        if (await db.StringSetAsync("handled:" + id, 1, TimeSpan.FromDays(1), When.NotExists) && !await handle())
        {
            await db.KeyDeleteAsync("handled:" + id); // quiet
        }
    }

    public Task<bool> MarkAsync(string id) => db.StringSetAsync("sent:" + id, 1, TimeSpan.FromDays(1), When.NotExists);

    public Task ForgetAsync(string id) => db.KeyDeleteAsync("sent:" + id); // quiet
}

public sealed class RedisGate(IDatabase db)
{
    private readonly string _token = Guid.NewGuid().ToString();

    public Task<bool> EnterAsync(string name) => db.StringSetAsync(Key(name), _token, TimeSpan.FromMinutes(1), When.NotExists);

    public Task LeaveAsync(string name) => db.KeyDeleteAsync(Key(name)); // expect RSF2009

    private static string Key(string name) => "gate:" + name;
}

public sealed class HeldLock(IDatabase db, string name) : IAsyncDisposable
{
    public async Task<bool> TakeAsync()
    {
        return await db.StringSetAsync(name, Environment.MachineName, TimeSpan.FromMinutes(1), When.NotExists);
    }

    public async ValueTask DisposeAsync() => await db.KeyDeleteAsync(name); // expect RSF2009
}

public sealed class SafeLock(IDatabase db, string name) : IAsyncDisposable
{
    private readonly string _token = Guid.NewGuid().ToString();

    public Task<bool> TakeAsync() => db.StringSetAsync(name, _token, TimeSpan.FromMinutes(1), When.NotExists);

    public async ValueTask DisposeAsync() => await db.LockReleaseAsync(name, _token); // quiet
}
