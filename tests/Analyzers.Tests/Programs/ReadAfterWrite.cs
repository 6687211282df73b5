namespace Shop.Baskets;

// Written and read again in one call, by way of two helpers.
public sealed class Baskets(IDatabase db)
{
    public async Task<int> AddAsync(long shopper, string sku)
    {
        await AppendAsync(shopper, sku);
        return await CountAsync(shopper); // expect RSF2001
    }

    // The primary answers.
    public async Task<long> AddAndCountAsync(long shopper, string sku)
    {
        await AppendAsync(shopper, sku);
        return await db.ListLengthAsync(Key(shopper)); // quiet
    }

    private Task AppendAsync(long shopper, string sku) => db.ListRightPushAsync(Key(shopper), sku);

    private async Task<int> CountAsync(long shopper) => (int)await db.ListLengthAsync(Key(shopper), CommandFlags.PreferReplica);

    private static string Key(long shopper) => $"basket:{shopper}";
}
