using System.Globalization;
using RedisSafety.Drills.Load;
using RedisSafety.Drills.Probing;

namespace RedisSafety.Drills.Measures;

/// <summary>A client's writes as the last primary holds them: for each write, how often it was applied.</summary>
internal sealed class FinalState
{
    private readonly Dictionary<ShopOperation, Dictionary<string, long>> _applied = [];

    private FinalState()
    {
    }

    /// <summary>Reads the keys of a client.</summary>
    /// <exception cref="DrillException">The server does not give them.</exception>
    public static async Task<FinalState> ReadAsync(RespConnection connection, ShopKeys keys, CancellationToken cancellationToken)
    {
        var state = new FinalState();
        foreach (var operation in ShopOperations.All.Where(ShopOperations.IsWrite))
        {
            state._applied[operation] = await ReadAsync(
                connection, keys.Of(operation), operation != ShopOperation.OrderSave, cancellationToken);
        }

        return state;
    }

    /// <summary>Makes a state of counts.</summary>
    public static FinalState Of(params (ShopOperation Operation, string Id, long Times)[] applied)
    {
        var state = new FinalState();
        foreach (var group in applied.GroupBy(static one => one.Operation))
        {
            state._applied[group.Key] = group.ToDictionary(static one => one.Id, static one => one.Times, StringComparer.Ordinal);
        }

        return state;
    }

    /// <summary>How often a write was applied.</summary>
    public long Times(ShopOperation operation, string id) =>
        _applied.TryGetValue(operation, out var counts) ? counts.GetValueOrDefault(id) : 0;

    private static async Task<Dictionary<string, long>> ReadAsync(
        RespConnection connection, string key, bool isHash, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var cursor = "0";
        do
        {
            var reply = await connection.SendAsync(cancellationToken, isHash ? "HSCAN" : "SSCAN", key, cursor, "COUNT", "5000");
            if (reply is not List<object?> { Count: 2 } page || page[0] is not string next || page[1] is not List<object?> items)
            {
                throw new DrillException($"The writes of '{key}' cannot be read: {(reply as RespError)?.Message ?? "unknown reply"}.");
            }

            for (var i = 0; i < items.Count; i += isHash ? 2 : 1)
            {
                counts[(string)items[i]!] = isHash ? long.Parse((string)items[i + 1]!, CultureInfo.InvariantCulture) : 1;
            }

            cursor = next;
        }
        while (cursor != "0");

        return counts;
    }
}
