namespace Shop.Forms;

public record struct Money(long Cents);

public sealed record Stock(string Sku, int Count)
{
    public string Key => $"stock:{Sku}";
}

// A page cache; the caller that takes the lock fills it.
public sealed class Pages(IDatabase db)
{
    public async Task<string?> FillAsync(string key, Func<Task<string?>> load)
    {
        if (!await db.StringSetAsync($"{key}_filling", 1, TimeSpan.FromSeconds(10), When.NotExists))
        {
            return null;
        }

        var page = await load();
        if (page is not null)
        {
            await db.StringSetAsync(key, page, TimeSpan.FromMinutes(1));
            await db.KeyDeleteAsync($"{key}_filling"); // expect RSF2009
            return page;
        }

        await db.KeyDeleteAsync($"{key}_filling"); // expect RSF2009
        return null;
    }
}

public interface IStock
{
    Task ReserveAsync(Stock stock, int count);
}

public class StockStore : IStock
{
    private readonly IConnectionMultiplexer _redis;

    public StockStore(IConnectionMultiplexer redis) => _redis = redis;

    private IDatabase Db => _redis.GetDatabase();

    public async Task ReserveAsync(Stock stock, int count)
    {
        var left = (int)await Db.StringGetAsync(stock.Key);
        if (left < count)
        {
            throw new InvalidOperationException("Sold out.");
        }

        await Db.StringSetAsync(stock.Key, left - count); // expect RSF2005
    }

    public async Task ReserveByLocalFunctionAsync(Stock stock, int count)
    {
        var left = await LeftAsync();
        await KeepAsync(left - count);

        async Task<int> LeftAsync() => (int)await Db.StringGetAsync(stock.Key);
        Task KeepAsync(int value) => Db.StringSetAsync(stock.Key, value); // expect RSF2005
    }

    public void ReserveInLambda(Stock stock, int count)
    {
        Action reserve = () =>
        {
            var left = (int)Db.StringGet(stock.Key);
            Db.StringSet(stock.Key, left - count); // expect RSF2005
        };
        reserve();
    }

    public async Task<bool> ToggleAsync(string flag)
    {
        var on = await Db.StringGetAsync(flag) switch
        {
            { IsNull: true } => false,
            var value => (bool)value,
        };
        await Db.StringSetAsync(flag, !on); // expect RSF2005
        return !on;
    }

    public async Task AppendAsync(string key, string line) =>
        await Db.StringSetAsync(key, (await Db.StringGetAsync(key)) + line); // expect RSF2005

    public async Task RenameFieldAsync(string key)
    {
        if (await Db.HashGetAsync(key, "name") is { HasValue: true } name)
        {
            await Db.HashSetAsync(key, "name", name.ToString().ToUpperInvariant()); // expect RSF2005
        }
    }

    public async Task RaiseAsync(string board, string player)
    {
        var score = await Db.SortedSetScoreAsync(board, player) ?? 0;
        await Db.SortedSetAddAsync(board, player, score + 1); // expect RSF2005
    }

    public async Task RaiseOtherAsync(string board, string player, string other)
    {
        var score = await Db.SortedSetScoreAsync(board, player) ?? 0;
        await Db.SortedSetAddAsync(board, other, score + 1); // quiet
    }

    // The server counts, and what it counts is shown.
    public async Task<long> CountAsync(string key)
    {
        var count = await Db.StringIncrementAsync(key);
        await Db.StringSetAsync(key + ":shown", count); // quiet
        return count;
    }

    // Written from elsewhere, after a look for the log.
    public async Task ReplaceAsync(string key, string text)
    {
        var old = await Db.StringGetAsync(key);
        Console.WriteLine(old);
        await Db.StringSetAsync(key, text); // quiet
    }

    // Only when it differs: the last caller writes the newest value.
    public async Task ReplaceIfOtherAsync(string key, string text)
    {
        var old = await Db.StringGetAsync(key);
        if (old != text)
        {
            await Db.StringSetAsync(key, text); // quiet
        }
    }

    // The fields come from what was read, and what is written does not.
    public async Task ResetAsync(string key)
    {
        foreach (var field in await Db.HashKeysAsync(key))
        {
            await Db.HashSetAsync(key, field, 0); // quiet
        }
    }

    public Task<RedisValue> SwapAsync(string key, string text) => Db.StringGetSetAsync(key, text); // quiet

    public async Task ProlongAsync(string key)
    {
        var value = await Db.StringGetAsync(key);
        if (value.HasValue)
        {
            await Db.StringSetAsync(key, value, TimeSpan.FromMinutes(1)); // quiet
            await Db.KeyExpireAsync(key, TimeSpan.FromMinutes(2)); // quiet
        }
    }

    public async Task CompareAsync(string key, string line)
    {
        var old = await Db.StringGetAsync(key);
        await Db.StringSetAsync(key, old + line, when: ValueCondition.Equal(old)); // quiet
    }
}

public sealed class Objects(IDatabase db)
{
    // Written as it was read, or new.
    public async Task<Stock> GetOrCreateAsync(string key, Func<Task<Stock>> create)
    {
        var stock = await FindAsync(key) ?? await create();
        await KeepAsync(key, stock); // quiet
        return stock;
    }

    public async Task ChangeAsync(string key, Action<Stock> change)
    {
        var stock = await FindAsync(key);
        if (stock is null)
        {
            return;
        }

        change(stock);
        await KeepAsync(key, stock); // expect RSF2005
    }

    private async Task<Stock?> FindAsync(string key) =>
        await db.StringGetAsync(key) is { HasValue: true } text ? System.Text.Json.JsonSerializer.Deserialize<Stock>(text.ToString()) : null;

    private Task KeepAsync(string key, Stock stock) => db.StringSetAsync(key, System.Text.Json.JsonSerializer.Serialize(stock));
}

public static class Extensions
{
    private const string Prefix = "ext:";

    public static async Task<T?> GetOrAddAsync<T>(this IDatabase db, string key, Func<Task<T>> load)
        where T : class
    {
        var text = await db.StringGetAsync(Prefix + key);
        if (text.HasValue)
        {
            return System.Text.Json.JsonSerializer.Deserialize<T>(text.ToString());
        }

        var value = await load();
        await db.StringSetAsync(Prefix + key, System.Text.Json.JsonSerializer.Serialize(value)); // quiet
        return value;
    }

    public static async Task<bool> TryPopAsync(this IDatabaseAsync db, string key, string member)
    {
        var members = await db.SetMembersAsync(key);
        if (members.Contains(member))
        {
            return await db.SetRemoveAsync(key, member); // quiet
        }

        return false;
    }

    public static async Task<IReadOnlyList<string>> PopAllAsync(this IDatabaseAsync db, RedisKey key)
    {
        var members = await db.SetMembersAsync(key);
        await db.KeyDeleteAsync(key); // expect RSF2005
        return [.. members.Select(member => member.ToString())];
    }
}

public sealed class Outbox(IDatabase db, Outbox.ISender sender)
{
    public interface ISender
    {
        Task SendAsync(string text);
    }

    public async Task FlushAsync()
    {
        var messages = await db.ListRangeAsync("outbox");
        foreach (var message in messages)
        {
            await sender.SendAsync(message!);
        }

        await db.KeyDeleteAsync("outbox"); // expect RSF2005
    }

    public async Task FlushAtOnceAsync()
    {
        var messages = await db.ListRangeAsync("outbox");
        await Task.WhenAll(messages.Select(message => sender.SendAsync(message!)));
        await db.ListTrimAsync("outbox", messages.Length, -1); // expect RSF2005
    }

    public async Task FlushOneByOneAsync()
    {
        while (await db.ListLeftPopAsync("outbox") is { HasValue: true } message)
        {
            await sender.SendAsync(message!);
        }

        await db.KeyDeleteAsync("outbox"); // quiet
    }

    public async Task ShowAsync()
    {
        foreach (var message in await db.ListRangeAsync("outbox"))
        {
            Console.WriteLine(message);
        }

        await db.KeyDeleteAsync("outbox"); // quiet
    }

    // Entries are removed by those who have handled them.
    public async Task HandleAsync(string id)
    {
        var entries = await db.StreamRangeAsync("events");
        Console.WriteLine(entries.Length);
        await db.StreamDeleteAsync("events", [id]); // quiet
    }
}
