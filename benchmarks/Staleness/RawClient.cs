using System.Diagnostics;
using RedisSafety.Lab;
using StackExchange.Redis;

namespace RedisSafety.Benchmarks.Staleness;

/// <summary>
/// What is written by hand on StackExchange.Redis: the primary always, the replica always, the primary for two seconds after a visitor's
/// write, or the replica after every write has waited for it. And an oracle, which asks the replica before each read whether it has
/// the visitor's write; what that costs is none of its business.
/// </summary>
internal sealed class RawClient : Client
{
    // WAIT holds up whatever comes after it on its connection.
    private const int WaitingConnections = 8;

    private static readonly TimeSpan Pinned = TimeSpan.FromSeconds(2);

    private readonly string _system;
    private readonly ConnectionMultiplexer[] _primaries;
    private readonly ConnectionMultiplexer _replica;
    private readonly IDatabase _reads;
    private readonly IServer _primaryServer;
    private readonly IServer _replicaServer;

    private RawClient(string system, ConnectionMultiplexer[] primaries, ConnectionMultiplexer replica)
    {
        (_system, _primaries, _replica) = (system, primaries, replica);
        _reads = replica.GetDatabase();
        (_primaryServer, _replicaServer) = (primaries[0].GetServers()[0], replica.GetServers()[0]);
    }

    public static async Task<RawClient> OpenAsync(string system, ReplicatedDeployment servers) => new(
        system,
        await Task.WhenAll(Enumerable.Range(0, system == "wait-1" ? WaitingConnections : 1).Select(_ =>
            ConnectionMultiplexer.ConnectAsync(servers.Primary.Endpoint + ",asyncTimeout=60000"))),
        await ConnectionMultiplexer.ConnectAsync(servers.Replicas.First().Endpoint));

    public override IDisposable? Begin() => null;

    public override async Task<long> WriteAsync(Visitor visitor, string key)
    {
        var primary = PrimaryOf(visitor);
        var sending = primary.StringIncrementAsync(key);
        switch (_system)
        {
            case "wait-1":
                await primary.ExecuteAsync("WAIT", 1, 1000);
                break;
            case "oracle":
                visitor.Offsets[key] = ((Role.Master)await _primaryServer.RoleAsync()).ReplicationOffset;
                break;
        }

        var value = await sending;
        visitor.WroteAt = Stopwatch.GetTimestamp();
        return value;
    }

    public override async Task<(long Value, bool ByReplica)> ReadAsync(Visitor visitor, string key)
    {
        var byReplica = _system switch
        {
            "primary-only" => false,
            "pin-2s" => visitor.WroteAt == 0 || Stopwatch.GetElapsedTime(visitor.WroteAt) > Pinned,
            "oracle" => !visitor.Offsets.TryGetValue(key, out var offset)
                || (await _replicaServer.RoleAsync() as Role.Replica)?.ReplicationOffset >= offset,
            _ => true,
        };
        var value = byReplica ? await _reads.StringGetAsync(key, CommandFlags.PreferReplica) : await PrimaryOf(visitor).StringGetAsync(key);
        return ((long)value, byReplica);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var primary in _primaries)
        {
            await primary.DisposeAsync();
        }

        await _replica.DisposeAsync();
    }

    private IDatabase PrimaryOf(Visitor visitor) => _primaries[visitor.Number % _primaries.Length].GetDatabase();
}
