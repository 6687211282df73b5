namespace Shop.Expiries;

public sealed class Limits(IDatabase db)
{
    public async Task<bool> AllowAsync(string shop)
    {
        var key = $"limit:{shop}";
        var count = await db.StringIncrementAsync(key);
        if (count == 1)
        {
            await db.KeyExpireAsync(key, TimeSpan.FromMinutes(1)); // expect RSF2010
        }

        return count <= 40;
    }

    public bool Allow(string shop)
    {
        var count = db.StringIncrement($"limit:{shop}", 2);
        db.KeyExpire($"limit:{shop}", DateTime.UtcNow.AddMinutes(1)); // expect RSF2010
        return count <= 40;
    }

    public async Task<bool> AllowInStepsAsync(string shop)
    {
        if (await CountAsync(shop) > 1)
        {
            return true;
        }

        await ExpireAsync(shop); // expect RSF2010
        return true;
    }

    public async Task<bool> LockAsync(string name)
    {
        if (!await db.StringSetAsync(name, "1", when: When.NotExists))
        {
            return false;
        }

        await db.KeyExpireAsync(name, TimeSpan.FromSeconds(30)); // expect RSF2010
        return true;
    }

    public async Task LockByNameAsync(string name)
    {
        await db.ExecuteAsync("SETNX", name, "1");
        await db.KeyExpireAsync(name, TimeSpan.FromSeconds(30)); // expect RSF2010
    }

    // One step, one piece, or repaired by the next call.
    public async Task AllowedAsync(string shop, TimeSpan? time)
    {
        var key = "limit:" + shop;
        await db.StringSetAsync(key, "1", TimeSpan.FromSeconds(30), When.NotExists);
        await db.KeyExpireAsync(key, TimeSpan.FromSeconds(60)); // quiet
        await db.StringSetAsync(key + ":b", "1", time, When.NotExists);
        await db.KeyExpireAsync(key + ":b", TimeSpan.FromSeconds(60)); // quiet

        var transaction = db.CreateTransaction();
        _ = transaction.StringIncrementAsync(key + ":c");
        _ = transaction.KeyExpireAsync(key + ":c", TimeSpan.FromSeconds(60)); // quiet
        await transaction.ExecuteAsync();

        await db.StringIncrementAsync(key + ":d");
        await db.KeyExpireAsync(key + ":d", TimeSpan.FromSeconds(60), ExpireWhen.HasNoExpiry); // quiet

        var count = await db.StringIncrementAsync(key + ":e");
        if (count == 1 || await db.KeyTimeToLiveAsync(key + ":e") is null)
        {
            await db.KeyExpireAsync(key + ":e", TimeSpan.FromSeconds(60)); // quiet
        }
    }

    // Another key; another branch; before; something that is no counter.
    public async Task OthersAsync(string shop, bool counts)
    {
        await db.StringIncrementAsync("visits:" + shop);
        await db.KeyExpireAsync("shop:" + shop, TimeSpan.FromDays(1)); // quiet
        if (counts)
        {
            await db.StringIncrementAsync("count:" + shop);
        }
        else
        {
            await db.KeyExpireAsync("count:" + shop, TimeSpan.FromDays(1)); // quiet
        }

        await db.KeyExpireAsync("late:" + shop, TimeSpan.FromDays(1)); // quiet
        await db.StringIncrementAsync("late:" + shop);
        await db.HashSetAsync("cart:" + shop, "sku", 1);
        await db.KeyExpireAsync("cart:" + shop, TimeSpan.FromDays(1)); // quiet
    }

    private Task<long> CountAsync(string shop) => db.StringIncrementAsync("limit:" + shop);

    private Task ExpireAsync(string shop) => db.KeyExpireAsync("limit:" + shop, TimeSpan.FromMinutes(1));
}
