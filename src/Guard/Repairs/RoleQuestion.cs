using StackExchange.Redis;

namespace RedisSafety.Repairs;

/// <summary>Asks a node for its role.</summary>
internal static class RoleQuestion
{
    /// <summary>The role; <see cref="NodeRole.Unknown"/> if the node does not reply in time or refuses both commands.</summary>
    public static async Task<NodeRole> AskAsync(IServer server, TimeSpan limit)
    {
        var (role, refused) = await AskAsync(server, limit, "ROLE", Role).ConfigureAwait(false);
        return refused ? (await AskAsync(server, limit, "INFO", Info, "replication").ConfigureAwait(false)).Role : role;
    }

    private static async Task<(NodeRole Role, bool Refused)> AskAsync(
        IServer server,
        TimeSpan limit,
        string command,
        Func<RedisResult, NodeRole> read,
        params object[] arguments)
    {
        try
        {
            var reply = server.ExecuteAsync(command, arguments);
            return await Limit.KeptAsync(reply, limit).ConfigureAwait(false)
                ? (read(await reply.ConfigureAwait(false)), false)
                : (NodeRole.Unknown, false);
        }
        catch (Exception refused) when (refused is RedisServerException or RedisCommandException)
        {
            // An access list, a renamed command, a command map.
            return (NodeRole.Unknown, true);
        }
        catch (Exception lost) when (lost is RedisException or TimeoutException or ObjectDisposedException or InvalidCastException
            or NotSupportedException or OperationCanceledException)
        {
            return (NodeRole.Unknown, false);
        }
    }

    private static NodeRole Role(RedisResult reply) => (RedisResult[]?)reply is [var role, ..] ? Named((string?)role) : NodeRole.Unknown;

    private static NodeRole Info(RedisResult reply)
    {
        const string Field = "role:";
        foreach (var line in ((string?)reply ?? "").Split('\n'))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                return Named(line.Substring(Field.Length).Trim());
            }
        }

        return NodeRole.Unknown;
    }

    private static NodeRole Named(string? role) => role switch
    {
        "master" => NodeRole.Primary,
        "slave" or "replica" => NodeRole.Replica,
        "sentinel" => NodeRole.Sentinel,
        _ => NodeRole.Unknown,
    };
}
