namespace RedisSafety.Benchmarks.Calls;

/// <summary>The read and the write, as a user of the generator writes them.</summary>
internal sealed partial class Names(IRedisRouter redis)
{
    [ReadReplica("GET product:{id}")]
    public partial Task<string?> FindAsync(long id);

    [Primary("SET product:{id} {name}")]
    public partial Task<bool> SaveAsync(long id, string name);
}
