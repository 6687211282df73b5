namespace Shop.StaleReads;

public sealed record Product(long Id, string Title);

public sealed class Sessions(IDatabase db)
{
    private const CommandFlags Replica = CommandFlags.PreferReplica;
    private static readonly CommandFlags Reads = CommandFlags.PreferReplica;

    public async Task<string?> FindAsync(string id)
    {
        var value = await db.StringGetAsync(Key(id), Replica); // expect RSF2004
        if (!value.HasValue)
        {
            return null;
        }

        await db.KeyExpireAsync(Key(id), TimeSpan.FromMinutes(20));
        return value;
    }

    public async Task<string?> FindValidAsync(string id)
    {
        var value = await db.StringGetAsync(Key(id), Reads); // expect RSF2004
        if (value.ToString().StartsWith('!'))
        {
            await db.KeyDeleteAsync(Key(id));
            return null;
        }

        return value;
    }

    public async Task<string> OpenAsync(string id)
    {
        var flags = CommandFlags.DemandReplica;
        var value = await db.StringGetAsync(Key(id), flags); // expect RSF2003, RSF2004
        if (value.HasValue)
        {
            await db.StringSetAsync(Key(id), value + "!");
        }

        return value!;
    }

    // A hit is given back, a miss is filled.
    public async Task<string> TitleAsync(string id, Func<Task<string>> load)
    {
        var value = await db.StringGetAsync("title:" + id, CommandFlags.PreferReplica); // quiet
        if (value.IsNull)
        {
            value = await load();
            await db.StringSetAsync("title:" + id, value, TimeSpan.FromMinutes(1));
        }

        return value!;
    }

    // Filled by a method of its own, and in a variable that is used twice.
    public async Task<string> NameAsync(string id, Func<Task<string>> load)
    {
        string? text = await db.StringGetAsync("name:" + id, CommandFlags.PreferReplica); // quiet
        if (text is not null)
        {
            return text;
        }

        text = await load();
        await KeepAsync("name:" + id, text);
        return text;
    }

    public async Task<string?> NickAsync(string id, Func<Task<string?>> load)
    {
        string? text = await db.StringGetAsync("nick:" + id, CommandFlags.PreferReplica); // quiet
        if (string.IsNullOrEmpty(text))
        {
            text = await load();
            if (text is not null)
            {
                await KeepAsync("nick:" + id, text);
            }
        }

        return text;
    }

    private Task KeepAsync(string key, string text) => db.StringSetAsync(key, text, TimeSpan.FromMinutes(1));

    private static string Key(string id) => $"session:{id}";
}

// Written through, and filled, by one helper: what a save wrote may be read as it was before.
public sealed class Products(IDatabase db, Func<long, Task<Product>> load)
{
    public async Task<string?> TitleAsync(long id)
    {
        var title = await db.StringGetAsync(Key(id), CommandFlags.PreferReplica); // expect RSF2007
        if (title.HasValue)
        {
            return title;
        }

        var product = await load(id);
        await KeepAsync(product);
        return product.Title;
    }

    public async Task SaveAsync(Product product)
    {
        Console.WriteLine(product);
        await KeepAsync(product);
    }

    private Task KeepAsync(Product product) => db.StringSetAsync(Key(product.Id), product.Title);

    private static string Key(long id) => $"product:{id}";
}

// A cache that only fills itself.
public sealed class Titles(IDatabase db, Func<long, Task<Product>> load)
{
    public async Task<string?> TitleAsync(long id)
    {
        var title = await db.StringGetAsync(Key(id), CommandFlags.PreferReplica); // quiet
        if (title.HasValue)
        {
            return title;
        }

        var product = await load(id);
        await KeepAsync(product);
        return product.Title;
    }

    private Task KeepAsync(Product product) => db.StringSetAsync(Key(product.Id), product.Title);

    private static string Key(long id) => $"title:{id}";
}

// Many at once, by a method that makes the keys.
public sealed class Many(IDatabase db)
{
    public Task<RedisValue[]> FindAsync(IEnumerable<long> ids) =>
        db.StringGetAsync(ids.Select(KeyOf).ToArray(), CommandFlags.PreferReplica); // expect RSF2007

    public async Task SaveAsync(IReadOnlyList<Product> products)
    {
        var batch = db.CreateBatch();
        var writes = products.Select(product => batch.StringSetAsync(KeyOf(product.Id), product.Title)).ToArray();
        batch.Execute();
        await Task.WhenAll(writes);
    }

    private static RedisKey KeyOf(long id) => "many:" + id;
}

public sealed class ManyByLambda(IDatabase db)
{
    public Task<RedisValue[]> FindAsync(long[] ids)
    {
        var keys = Array.ConvertAll(ids, id => (RedisKey)$"lambda:{id}");
        return db.StringGetAsync(keys, CommandFlags.PreferReplica); // expect RSF2007
    }

    public async Task SaveAsync(IReadOnlyList<Product> products)
    {
        foreach (var product in products)
        {
            await db.StringSetAsync($"lambda:{product.Id}", product.Title);
        }
    }
}

// Queued on a transaction that the caller makes.
public sealed class Orders(IDatabase db)
{
    public async Task<string?> PlaceAsync(long id, string text)
    {
        var transaction = db.CreateTransaction();
        Queue(transaction, id, text);
        await transaction.ExecuteAsync();
        return await db.StringGetAsync(Key(id), CommandFlags.PreferReplica); // expect RSF2001
    }

    public async Task<string?> PlaceAndReadAsync(long id, string text)
    {
        var transaction = db.CreateTransaction();
        Queue(transaction, id, text);
        await transaction.ExecuteAsync();
        return await db.StringGetAsync(Key(id)); // quiet
    }

    private static void Queue(ITransaction transaction, long id, string text) => _ = transaction.StringSetAsync(Key(id), text);

    private static string Key(long id) => $"order:{id}";
}

public sealed class Readers(IDatabase db)
{
    public async Task<string?> SaveAsync(Product product)
    {
        await db.StringSetAsync("reader:" + product.Id, product.Title);
        return await ReadAsync(product.Id, CommandFlags.PreferReplica); // expect RSF2001
    }

    public async Task<string?> SaveAndReadAsync(Product product)
    {
        await db.StringSetAsync("reader:" + product.Id, product.Title);
        return await ReadAsync(product.Id, CommandFlags.None); // quiet
    }

    private async Task<string?> ReadAsync(long id, CommandFlags flags) => await db.StringGetAsync("reader:" + id, flags);
}

// One connection for writes, one for replicas.
public sealed class TwoConnections(IConnectionMultiplexer primary, IConnectionMultiplexer replicas)
{
    public Task SaveAsync(long id, string text) => primary.GetDatabase().StringSetAsync($"two:{id}", text);

    public Task<RedisValue> FindAsync(long id) => primary.GetDatabase().StringGetAsync($"two:{id}"); // quiet

    public Task<RedisValue> FindQuicklyAsync(long id) =>
        replicas.GetDatabase().StringGetAsync($"two:{id}", CommandFlags.PreferReplica); // expect RSF2007
}
