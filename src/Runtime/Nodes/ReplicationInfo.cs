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

                    // The offset is the first that is no longer of the former history.
                    Former = Position(info, "master_replid2", "second_repl_offset") is { Offset: > 0 } former
                        ? former with { Offset = former.Offset - 1 }
                        : ReplicationPosition.Unknown,
                };
            case "slave":
                var linked = Field(info, "master_link_status") == "up" && Field(info, "master_sync_in_progress") is not ("1" or "True");
                return new(NodeRole.Replica, linked, 0, null)
                {
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

    private static long? Number(string? info, string name) =>
        long.TryParse(Field(info, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
