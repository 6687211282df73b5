using System.Globalization;
using RedisSafety.Nodes;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.CodeGeneration;

/// <summary>The parts of an enumeration: one outside Cluster mode, else a part for each primary.</summary>
/// <param name="Keys">A key of each part, which stands for it.</param>
/// <param name="Layout">The primaries and their slots as text that can be compared; empty outside Cluster mode.</param>
internal sealed record ScanParts(IReadOnlyList<RedisKey> Keys, string Layout)
{
    // Asked through the router, whatever router that is: one may stand around another.
    private static readonly RedisOperation<bool, RedisResult?, ScanParts> Ask = new(
        "CLUSTER SLOTS",
        RedisRoute.Primary,
        CommandFlags.CommandRetryReadOnly,
        static async (database, _, flags) =>
        {
            try
            {
                return await database.ExecuteAsync(NodeConfiguration.ClusterAlias, ["SLOTS"], flags).ConfigureAwait(false);
            }
            catch (Exception refused) when (refused is RedisCommandException || (refused is RedisServerException && IsNoCluster(refused.Message)))
            {
                return null;
            }
        },
        static (reply, _) => Of(reply));

    /// <summary>The parts at this moment.</summary>
    public static async ValueTask<ScanParts> OfAsync(IRedisRouter router, RedisScan scan, CancellationToken cancellationToken) =>
        scan.HasKey || router is RedisRouter { Monitor.Current: { IsCluster: false, Shards.Length: > 0 } }
            ? new ScanParts([scan.Key], "")
            : await router.ExecuteAsync(Ask, true, cancellationToken).ConfigureAwait(false);

    private static bool IsNoCluster(string message) =>
        message.Contains("cluster support disabled", StringComparison.Ordinal)
        || message.Contains("unknown command", StringComparison.OrdinalIgnoreCase)
        || message.StartsWith("NOPERM", StringComparison.Ordinal);

    private static ScanParts Of(RedisResult? reply)
    {
        if (reply is null || reply.Length <= 0)
        {
            return new ScanParts([default], "");
        }

        var owners = new string?[ClusterSlots.Count];
        foreach (var range in ((RedisResult[])reply!).Where(static range => range.Length > 2))
        {
            var primary = string.Join(' ', ((RedisResult[])range[2]!).Take(3).Select(static part => part.Length < 0 ? (string?)part : null));
            Array.Fill(owners, primary, (int)range[0], (int)range[1] - (int)range[0] + 1);
        }

        var served = owners.OfType<string>().Distinct(StringComparer.Ordinal).Count();
        var keys = new Dictionary<string, RedisKey>(StringComparer.Ordinal);
        for (var i = 0; keys.Count < served; i++)
        {
            RedisKey key = i.ToString(CultureInfo.InvariantCulture);
            if (owners[HashSlot.Of(key)] is { } owner)
            {
                keys.TryAdd(owner, key);
            }
        }

        return new ScanParts([.. keys.OrderBy(static part => part.Key, StringComparer.Ordinal).Select(static part => part.Value)], string.Join(';', owners));
    }
}
