using System.Globalization;
using RedisSafety.Replication;
using RedisSafety.Topology;

namespace RedisSafety.Nodes;

/// <summary>Reads what a server answers to <c>INFO</c>.</summary>
internal static class ReplicationInfo
{
    /// <summary>
    /// What <c>INFO replication</c> says: in one answer the role, the link, and the place in the stream with the id of its history,
    /// which <c>ROLE</c> lacks. <see langword="null"/> where it names no role.
    /// </summary>
    public static NodeObservation? Parse(string? info)
    {
        switch (Field(info, "role"))
        {
            case "master":
                return new(NodeRole.Primary, true, (int)(Number(info, "connected_slaves") ?? 0), null)
                {
                    Position = Position(info, "master_replid", "master_repl_offset"),

                    Former = Former(info),
                    IsHandingOver = Field(info, "master_failover_state") is { Length: > 0 } state && state != "no-failover",
                };
            case "slave":
                var isSyncing = Field(info, "master_sync_in_progress") is "1" or "True";
                var linked = Field(info, "master_link_status") == "up" && !isSyncing;
                return new(NodeRole.Replica, linked, 0, null)
                {
                    IsSyncing = isSyncing,
                    Former = linked ? Former(info) : ReplicationPosition.Unknown,
                    Position = linked ? Position(info, "master_replid", "slave_repl_offset") : ReplicationPosition.Unknown,
                };
            default:
                return null;
        }
    }

    /// <summary>The value of a field; <see langword="null"/> where there is none.</summary>
    public static string? Field(string? info, string name)
    {
        foreach (var line in info.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[(name.Length + 1)..].ToString();
            }
        }

        return null;
    }

    private static ReplicationPosition Position(string? info, string history, string offset) =>
        Field(info, history) is { Length: > 0 } id && Number(info, offset) is { } number and >= 0
            ? new(id, number)
            : ReplicationPosition.Unknown;

    /// <summary>The last position of the former history: the reported offset is the first that is no longer of it.</summary>
    private static ReplicationPosition Former(string? info) =>
        Position(info, "master_replid2", "second_repl_offset") is { Offset: > 0 } former
            ? former with { Offset = former.Offset - 1 }
            : ReplicationPosition.Unknown;

    public static long? Number(string? info, string name) =>
        long.TryParse(Field(info, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
