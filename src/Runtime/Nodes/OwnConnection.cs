using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>
/// Opens the connections of the router under a mark, by which the failover guard leaves them alone: they lead to one node each, whatever
/// its role is, and to search for a primary behind them would close them without need. The two packages do not refer to each other, so
/// they share the mark by a name.
/// </summary>
internal static class OwnConnection
{
    private const string MarkName = "RedisSafety.OwnConnection";

    private static readonly AsyncLocal<bool> Mark = Shared();

    public static async Task<ConnectionMultiplexer> OpenAsync(ConfigurationOptions configuration)
    {
        // It ends with this method: a value that flows in does not flow out.
        Mark.Value = true;
        return await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
    }

    private static AsyncLocal<bool> Shared()
    {
        if (AppContext.GetData(MarkName) is AsyncLocal<bool> shared)
        {
            return shared;
        }

        var made = new AsyncLocal<bool>();
        AppContext.SetData(MarkName, made);
        return made;
    }
}
