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
    private static readonly TimeSpan Pinned = TimeSpan.FromSeconds(2);

    private readonly string _system;
    private readonly ConnectionMultiplexer _primary;
    private readonly ConnectionMultiplexer _replica;
    private readonly IDatabase _writes;
    private readonly IDatabase _reads;
    private readonly IServer _primaryServer;
    private readonly IServer _replicaServer;

    private RawClient(string system, ConnectionMultiplexer primary, ConnectionMultiplexer replica)
    {
        (_system, _primary, _replica) = (system, primary, replica);
        (_writes, _reads) = (primary.GetDatabase(), replica.GetDatabase());
        (_primaryServer, _replicaServer) = (primary.GetServers()[0], replica.GetServers()[0]);
    }

    public static async Task<RawClient> OpenAsync(string system, ReplicatedDeployment servers) => new(
        system,
        await ConnectionMultiplexer.ConnectAsync(servers.Primary.Endpoint),
        await ConnectionMultiplexer.ConnectAsync(servers.Replicas.First().Endpoint));

    public override IDisposable? Begin() => null;

    public override async Task<long> WriteAsync(Visitor visitor, string key)
    {
        var sending = _writes.StringIncrementAsync(key);
        switch (_system)
        {
            case "wait-1":
                await _writes.ExecuteAsync("WAIT", 1, 1000);
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
        var value = byReplica ? await _reads.StringGetAsync(key, CommandFlags.PreferReplica) : await _writes.StringGetAsync(key);
        return ((long)value, byReplica);
    }

    public override async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _replica.DisposeAsync();
    }
}
