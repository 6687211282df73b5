using Polly;
using StackExchange.Redis;

namespace Shop.RetryTasks;

public sealed class Started(IDatabase db)
{
    private static readonly IAsyncPolicy Retry = Policy.Handle<RedisException>().Or<TimeoutException>().RetryAsync(3);

    public async Task ListAsync(string[] keys)
    {
        var tasks = new List<Task>();
        foreach (var key in keys)
        {
            tasks.Add(db.StringSetAsync(key, 1));
        }

        await Retry.ExecuteAsync(() => Task.WhenAll(tasks)); // expect RSF3006
    }

    public async Task SelectedAsync(string[] keys)
    {
        var tasks = keys.Select(key => db.StringGetAsync(key)).ToArray();
        await Retry.ExecuteAsync(async () => await Task.WhenAll(tasks)); // expect RSF3006
    }

    // Each attempt goes through the sequence, and so sends again.
    public async Task LazyAsync(string[] keys)
    {
        var tasks = keys.Select(key => db.StringGetAsync(key));
        await Retry.ExecuteAsync(async () => await Task.WhenAll(tasks)); // quiet
    }

    public Task InsideAsync(string key) => Retry.ExecuteAsync(() =>
    {
        var first = db.StringSetAsync(key, 1);
        var second = db.KeyExpireAsync(key, TimeSpan.FromMinutes(1));
        return Task.WhenAll(first, second); // quiet
    });

    public Task DirectAsync(string key) => Retry.ExecuteAsync(() => Task.WhenAll(db.StringSetAsync(key, 1), db.StringGetAsync(key))); // quiet

    public Task HandedAsync(string key) => AgainAsync(db.StringGetAsync(key));

    public Task OtherAsync() => AgainOtherAsync(Task.Delay(1));

    private static Task AgainAsync(Task<RedisValue> task) => Retry.ExecuteAsync(() => task); // expect RSF3006

    private static Task AgainOtherAsync(Task task) => Retry.ExecuteAsync(() => task); // quiet

    // Waits for all after the retry.
    public async Task OutsideAsync(string key)
    {
        var first = db.StringSetAsync(key, 1);
        await Retry.ExecuteAsync(() => db.StringGetAsync(key));
        await Task.WhenAll(first); // quiet
    }

    public async Task CollectionAsync(string key)
    {
        Task[] all = [db.StringSetAsync(key, 1), db.KeyPersistAsync(key)];
        await Retry.ExecuteAsync(() => Task.WhenAll(all)); // expect RSF3006
    }
}

public sealed class Transactions
{
    private static readonly IAsyncPolicy Retry = Policy.Handle<RedisException>().RetryAsync(3);
    private readonly ITransaction _field;
    private readonly IDatabase _db;
    private ITransaction? _cached;

    public Transactions(IDatabase db)
    {
        _db = db;
        _field = db.CreateTransaction();
        Own = db.CreateTransaction();
    }

    public ITransaction Own { get; }

    public ITransaction Fresh => _db.CreateTransaction();

    public ITransaction Kept => _field;

    public ITransaction Cached => _cached ??= _db.CreateTransaction();

    public Task OwnAsync() => Retry.ExecuteAsync(() => Own.ExecuteAsync()); // expect RSF3004

    public Task FieldAsync() => Retry.ExecuteAsync(() => _field.ExecuteAsync()); // expect RSF3004

    public Task KeptAsync() => Retry.ExecuteAsync(() => Kept.ExecuteAsync()); // expect RSF3004

    public Task CachedAsync() => Retry.ExecuteAsync(() => Cached.ExecuteAsync()); // expect RSF3004

    public Task FreshAsync() => Retry.ExecuteAsync(() => Fresh.ExecuteAsync()); // quiet
}
