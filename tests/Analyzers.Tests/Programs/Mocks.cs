// references xunit.core
namespace Shop.Tests;

// A test looks at what it likes, in whatever order.
public sealed class CacheTests(IDatabase db)
{
    public async Task Reads_what_it_wrote()
    {
        await db.StringSetAsync("a", 1);
        await db.StringGetAsync("a", CommandFlags.PreferReplica); // quiet
        var transaction = db.CreateTransaction();
        _ = transaction.StringSetAsync("a", 2, flags: CommandFlags.PreferReplica); // quiet
        await transaction.ExecuteAsync();
    }

    public Task Writes() => db.StringSetAsync("b", 1);

    public Task Reads() => db.StringGetAsync("b", CommandFlags.PreferReplica); // quiet
}
