using System.Globalization;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Live;

/// <summary>Reads a live deployment from its servers' own replies.</summary>
internal static class ServerReader
{
    /// <summary>More lines than any reply has.</summary>
    private const int Most = 20_000;

    public static ServerNode Read(ServerReplies replies)
    {
        var place = new SourcePlace(replies.Endpoint, 0, 0, "INFO");
        var info = Pairs(replies.Info ?? "", ':');
        var configuration = Alternating(replies.Configuration ?? "");

        Setting<string> Text(string name) =>
            info.TryGetValue(name, out var value) ? Setting<string>.Of(value, place) : Setting<string>.Unknown;
        Setting<string> Configured(string name) =>
            configuration.TryGetValue(name, out var value) ? Setting<string>.Of(value, place) : Setting<string>.Unknown;

        var isPrimary = Text("role") is { IsKnown: true } role ? Setting<bool>.Of(role.Value == "master", place) : Setting<bool>.Unknown;
        var isValkey = info.ContainsKey("valkey_version");
        return new ServerNode
        {
            Place = place,
            Endpoint = replies.Endpoint,
            Version = isValkey ? Text("valkey_version") : Text("redis_version"),
            IsValkey = replies.Info is null ? Setting<bool>.Unknown : Setting<bool>.Of(isValkey || Text("server_name").Is("valkey"), place),
            IsElastiCache = Text("os") is { IsKnown: true } os
                ? Setting<bool>.Of(os.Value.IndexOf("ElastiCache", StringComparison.OrdinalIgnoreCase) >= 0, place) : Setting<bool>.Unknown,
            IsPrimary = isPrimary,
            IsCluster = Text("cluster_enabled") is { IsKnown: true } cluster ? Setting<bool>.Of(cluster.Value == "1", place)
                : Setting<bool>.Unknown,
            OnlineReplicas = isPrimary.Is(true) ? Replicas(info, place) : Setting<int>.Unknown,
            Lag = Lag(info, isPrimary, place),
            EvictionPolicy = Text("maxmemory_policy") is { IsKnown: true } policy ? policy : Configured("maxmemory-policy"),
            MaxMemory = Number(Text("maxmemory")) is { IsKnown: true } memory ? memory : Number(Configured("maxmemory")),
            AppendOnly = Text("aof_enabled") is { IsKnown: true } aof ? Setting<bool>.Of(aof.Value == "1", place)
                : Configured("appendonly") is { IsKnown: true } append ? Setting<bool>.Of(append.Value == "yes", place)
                    : Setting<bool>.Unknown,
            Saves = Configured("save") is { IsKnown: true } save ? Setting<bool>.Of(save.Value.Trim().Trim('"').Length > 0, place)
                : Setting<bool>.Unknown,
            MinReplicasToWrite = Integer(Configured("min-replicas-to-write") is { IsKnown: true } minimum ? minimum
                : Configured("min-slaves-to-write")),
            ReplicaPriority = isPrimary.Is(false)
                ? Integer(Text("replica_priority") is { IsKnown: true } own ? own : Text("slave_priority") is { IsKnown: true } old ? old
                    : Configured("replica-priority"))
                : Setting<int>.Unknown,
            ReplicaBufferLimit = BufferLimit(Configured("client-output-buffer-limit"), place),
            IsEncrypted = replies.IsEncrypted is { } encrypted ? Setting<bool>.Of(encrypted, place) : Setting<bool>.Unknown,
            HasPassword = replies.HasPassword is { } password ? Setting<bool>.Of(password, place) : Setting<bool>.Unknown,
        };
    }

    /// <summary>The replicas per shard of <c>CLUSTER SHARDS</c>, as a document: mappings with <c>nodes</c>, each with <c>role</c> and
    /// <c>health</c>.</summary>
    public static IReadOnlyList<int> ReplicasPerShard(DocumentNode shards) =>
    [
        .. shards.Items.Select(static shard => shard["nodes"]).OfType<DocumentNode>().Select(static nodes =>
            nodes.Items.Count(static node =>
                node["role"] is { Text: "replica" or "slave" } && node["health"] is null or { Text: "online" })),
    ];

    private static Setting<int> Replicas(Dictionary<string, string> info, SourcePlace place)
    {
        if (!info.TryGetValue("connected_slaves", out var connected)
            || !int.TryParse(connected, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return Setting<int>.Unknown;
        }

        var online = Entries(info).Count(static entry => entry.TryGetValue("state", out var state) && state == "online");

        // A server may list none, and only count them.
        return Setting<int>.Of(Entries(info).Any() ? online : count, place);
    }

    private static Setting<int> Lag(Dictionary<string, string> info, Setting<bool> isPrimary, SourcePlace place)
    {
        if (isPrimary.Is(false))
        {
            return info.TryGetValue("master_last_io_seconds_ago", out var own)
                && int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? Setting<int>.Of(seconds, place) : Setting<int>.Unknown;
        }

        var lags = Entries(info)
            .Select(static entry =>
            entry.TryGetValue("lag", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lag)
            ? lag : -1)
            .Where(static lag => lag >= 0).ToList();
        return lags.Count > 0 ? Setting<int>.Of(lags.Max(), place) : Setting<int>.Unknown;
    }

    // slave0:ip=10.0.0.2,port=6379,state=online,offset=14,lag=1
    private static IEnumerable<Dictionary<string, string>> Entries(Dictionary<string, string> info) => info
        .Where(static pair => pair.Key.StartsWith("slave", StringComparison.Ordinal) && pair.Key.Length > 5 && pair.Key.Skip(5)
            .All(char.IsDigit))
        .Select(static pair =>
        {
            var entry = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var part in pair.Value.Split(','))
            {
                var equals = part.IndexOf('=');
                if (equals > 0)
                {
                    entry[part.Substring(0, equals)] = part.Substring(equals + 1);
                }
            }

            return entry;
        });

    private static Setting<long> BufferLimit(Setting<string> limits, SourcePlace place)
    {
        var words = limits.IsKnown ? limits.Value.Split([' '], StringSplitOptions.RemoveEmptyEntries) : [];
        var at = Array.FindIndex(words, static word => word is "slave" or "replica");
        return at >= 0 && at + 1 < words.Length
            && long.TryParse(words[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? Setting<long>.Of(bytes, place) : Setting<long>.Unknown;
    }

    private static Setting<long> Number(Setting<string> text) =>
        text.IsKnown && long.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? Setting<long>.Of(value, text.Place) : Setting<long>.Unknown;

    private static Setting<int> Integer(Setting<string> text) =>
        Number(text) is { IsKnown: true, Value: <= int.MaxValue } number ? Setting<int>.Of((int)number.Value, number.Place)
            : Setting<int>.Unknown;

    private static Dictionary<string, string> Pairs(string text, char separator)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Split(text))
        {
            var at = line.IndexOf(separator);
            if (at > 0 && line[0] != '#')
            {
                pairs[line.Substring(0, at)] = line.Substring(at + 1);
            }
        }

        return pairs;
    }

    private static Dictionary<string, string> Alternating(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var lines = text.Split('\n').Take(Most).Select(static line => line.TrimEnd('\r')).ToList();
        for (var i = 0; i + 1 < lines.Count; i += 2)
        {
            pairs[lines[i]] = lines[i + 1];
        }

        return pairs;
    }

    private static IEnumerable<string> Split(string text) => text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Take(Most);
}
