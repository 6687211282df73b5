using System.Globalization;
using StackExchange.Redis;

namespace RedisSafety.Benchmarks.Fleet;

/// <summary>Many clients of one deployment, each as an application instance of its own would be.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const string OwnSystem = "redissafety";
    public const string Peer = "stackexchange-redis";

    private static readonly RedisOperation<(string Key, long Value), bool, bool> Set = new(
        "SET", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, state, flags) => database.StringSetAsync(state.Key, state.Value, flags: flags),
        static (reply, _) => reply)
    { Key = static state => state.Key };

    private static readonly RedisOperation<string, RedisValue, long> GetOwn = new(
        "GET", RedisRoute.Replica, CommandFlags.CommandRetryReadOnly,
        static (database, state, flags) => database.StringGetAsync(state, flags),
        static (reply, _) => (long?)reply ?? 0)
    { Key = static state => state, Consistency = ReadConsistency.ReadYourWrites };

    private readonly IAsyncDisposable[] _clients;
    private readonly long[] _written;

    private Fleet(IAsyncDisposable[] clients)
    {
        _clients = clients;
        _written = new long[clients.Length];
    }

    public int Count => _clients.Length;

    public static async Task<Fleet> ConnectAsync(string system, string configuration, int size)
    {
        List<IAsyncDisposable> clients = [];
        while (clients.Count < size)
        {
            // A deployment is not restarted all at once either.
            clients.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(20, size - clients.Count)).Select(_ => ConnectAsync(system, configuration))));
        }

        return new([.. clients]);
    }

    /// <summary>Writes a client's next number.</summary>
    public Task WriteAsync(int client)
    {
        var next = ++_written[client];
        return _clients[client] is RedisRouter router
            ? router.ExecuteAsync(Set, (KeyOf(client), next))
            : ((ConnectionMultiplexer)_clients[client]).GetDatabase().StringSetAsync(KeyOf(client), next);
    }

    /// <summary>Reads a client's number where it is allowed to be read.</summary>
    /// <returns>Whether it is the one that the client wrote last.</returns>
    public async Task<bool> ReadAsync(int client)
    {
        var written = _written[client];
        var read = _clients[client] is RedisRouter router
            ? await router.ExecuteAsync(GetOwn, KeyOf(client))
            : (long?)await ((ConnectionMultiplexer)_clients[client]).GetDatabase().StringGetAsync(KeyOf(client), CommandFlags.PreferReplica) ?? 0;
        return read >= written;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_clients.Select(static client => client.DisposeAsync().AsTask()));

    private static async Task<IAsyncDisposable> ConnectAsync(string system, string configuration) => system == OwnSystem
        ? await RedisRouter.ConnectAsync(configuration)
        : await ConnectionMultiplexer.ConnectAsync(configuration);

    private static string KeyOf(int client) => string.Create(CultureInfo.InvariantCulture, $"client:{client}");
}
