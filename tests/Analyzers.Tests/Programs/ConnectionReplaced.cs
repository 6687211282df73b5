using StackExchange.Redis;

namespace Shop.ConnectionReplaced;

public sealed class Unlocked(string text)
{
    private ConnectionMultiplexer? _redis;

    public IDatabase Get()
    {
        if (_redis?.IsConnected != true)
        {
            _redis = ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // expect RSF1003
        }

        return _redis.GetDatabase();
    }
}

public sealed class EarlyReturn(string text)
{
    private readonly SemaphoreSlim _gate = new(1);
    private IConnectionMultiplexer? _redis;

    public async Task<IDatabase> GetAsync()
    {
        if (_redis is { IsConnected: true })
        {
            return _redis.GetDatabase();
        }

        await _gate.WaitAsync();
        try
        {
            if (_redis is { IsConnected: true })
            {
                return _redis.GetDatabase();
            }

            _redis = await ConnectionMultiplexer.ConnectAsync(text + ",abortConnect=false"); // expect RSF1003
            return _redis.GetDatabase();
        }
        finally
        {
            _gate.Release();
        }
    }
}

public sealed class ByFlag(string text)
{
    private ConnectionMultiplexer? _redis;
    private volatile bool _failed;

    public IDatabase Get()
    {
        if (_redis is null || _failed)
        {
            _failed = false;
            var fresh = ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // expect RSF1003
            fresh.ConnectionFailed += OnFailed;
            _redis = fresh;
        }

        return _redis.GetDatabase();
    }

    private void OnFailed(object? sender, ConnectionFailedEventArgs e) => _failed = true;
}

public sealed class ByMember(string text)
{
    private ConnectionMultiplexer? _redis;

    private bool IsAlive => _redis != null && _redis.IsConnected;

    public IDatabase Get()
    {
        lock (this)
        {
            if (!IsAlive)
            {
                _redis = ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // expect RSF1003
            }

            return _redis!.GetDatabase();
        }
    }
}

public sealed class Dropped(string text)
{
    private ConnectionMultiplexer? _redis;

    public RedisValue Get(string key)
    {
        try
        {
            _redis ??= ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // expect RSF1003
            return _redis.GetDatabase().StringGet(key);
        }
        catch (RedisConnectionException)
        {
            _redis = null;
            throw;
        }
    }
}

public sealed class LazyReplaced(string text)
{
    private Lazy<ConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect(text + ",abortConnect=false"));

    public IDatabase Get()
    {
        if (!_redis.Value.IsConnected)
        {
            _redis = new Lazy<ConnectionMultiplexer>(() => ConnectionMultiplexer.Connect(text + ",abortConnect=false")); // expect RSF1003
        }

        return _redis.Value.GetDatabase();
    }
}

public sealed class LazyForOneUse(string text)
{
    public RedisValue Get(string key)
    {
        var lazy = new Lazy<ConnectionMultiplexer>(() => ConnectionMultiplexer.Connect(text + ",abortConnect=false")); // expect RSF1003
        return lazy.Value.GetDatabase().StringGet(key);
    }
}

// Kept by a Lazy around it.
public sealed class LazyInLazy(string text)
{
    private readonly Lazy<IDatabase> _db = new(() => new Lazy<ConnectionMultiplexer>(() => ConnectionMultiplexer.Connect(text + ",abortConnect=false")).Value.GetDatabase()); // quiet

    public RedisValue Get(string key) => _db.Value.StringGet(key);
}

// The old one is closed: here, in a method of its own, or by what it is handed to.
public sealed class Closed(string text)
{
    private ConnectionMultiplexer? _redis;

    public IDatabase Get()
    {
        lock (this)
        {
            if (_redis is not { IsConnected: true })
            {
                _redis?.Dispose();
                _redis = ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // quiet
            }

            return _redis.GetDatabase();
        }
    }

    public IDatabase Again()
    {
        if (_redis?.IsConnected != true)
        {
            Drop();
            _redis = ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // quiet
        }

        return _redis.GetDatabase();
    }

    private void Drop()
    {
        _redis?.Close();
        _redis = null;
    }
}

// Opened once, and asked about.
public sealed class Asked(string text)
{
    private ConnectionMultiplexer? _redis;

    public bool IsHealthy()
    {
        if (_redis == null)
        {
            _redis = ConnectionMultiplexer.Connect(text + ",abortConnect=false"); // quiet
        }

        return _redis.IsConnected;
    }

    public void Dispose()
    {
        _redis?.Dispose();
        _redis = null;
    }
}
