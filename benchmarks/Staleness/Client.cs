using RedisSafety.Lab;

namespace RedisSafety.Benchmarks.Staleness;

/// <summary>One way to read from a primary and its replica. A key's value is the number of its writes.</summary>
internal abstract class Client : IAsyncDisposable
{
    // A primary that answers the reads too is awake when a write comes, which saves that a tenth of its time, whoever sends it. What a
    // router adds to a write shows beside primary-only where it sends its reads there as well, and beside prefer-replica otherwise.
    public static readonly string[] Systems =
        ["primary-only", "redissafety-primary", "prefer-replica", "pin-2s", "wait-1", "redissafety", "oracle"];

    public static async Task<Client> ConnectAsync(string system, ReplicatedDeployment servers) => system switch
    {
        "redissafety" => await RouterClient.OpenAsync(servers, RedisRoute.Replica),
        "redissafety-primary" => await RouterClient.OpenAsync(servers, RedisRoute.Primary),
        _ => await RawClient.OpenAsync(system, servers),
    };

    /// <summary>What a visitor's calls share; made at the visitor's first.</summary>
    public abstract IDisposable? Begin();

    /// <summary>Counts a key up, and gives its value.</summary>
    public abstract Task<long> WriteAsync(Visitor visitor, string key);

    /// <summary>The value of a key, and whether the replica told it.</summary>
    public abstract Task<(long Value, bool ByReplica)> ReadAsync(Visitor visitor, string key);

    public abstract ValueTask DisposeAsync();
}
