public partial class Carts(IRedisRouter redis)
{
    [Primary]
    public partial Task<long> MoveAsync(long from, long to, CancellationToken cancellationToken = default);

    [ReadReplica(Consistency = ReadConsistency.Monotonic)]
    public partial Task<bool> IsEmptyAsync(long cartId);

    private static async Task<long> MoveAsync(IDatabaseAsync database, long from, long to, CancellationToken cancellationToken)
    {
        await database.KeyRenameAsync($"cart:{from}", $"cart:{to}");
        return await database.HashLengthAsync($"cart:{to}");
    }

    private static async Task<bool> IsEmptyAsync(IDatabaseAsync database, long cartId) => !await database.KeyExistsAsync($"cart:{cartId}");
}
