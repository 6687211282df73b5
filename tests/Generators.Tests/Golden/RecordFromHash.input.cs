public sealed record Customer(long Id, string Name, string? Mail, decimal Credit = 0m)
{
    public DateTimeOffset? LastSeen { get; init; }
}

public partial class Customers(IRedisRouter redis)
{
    [ReadReplica("HGETALL customer:{id}")]
    public partial Task<Customer?> FindAsync(long id);
}
