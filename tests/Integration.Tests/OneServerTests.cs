using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Integration.Tests;

/// <summary>Tests of a repository on one server, which they look at behind the router's back.</summary>
/// <param name="create">Makes the repository.</param>
public abstract class OneServerTests<TStore>(Func<IRedisRouter, TStore> create) : IAsyncLifetime
{
    private RedisServer _server = null!;
    private RedisRouter _router = null!;

    protected IDatabase Database { get; private set; } = null!;

    protected TStore Store { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _router = await RedisRouter.ConnectAsync(_server.Endpoint, TestContext.Current.CancellationToken);
        Database = await _server.ConnectAsync();
        Store = create(_router);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _router.DisposeAsync();
        await _server.DisposeAsync();
    }
}
