using System.Globalization;

namespace RedisSafety.Drills.Probing;

/// <summary>The reply to <c>INFO replication</c>.</summary>
internal sealed class ReplicationReply
{
    private ReplicationReply(bool isPrimary, IReadOnlyList<NodeAddress> replicas)
    {
        IsPrimary = isPrimary;
        Replicas = replicas;
    }

    /// <summary>True for a primary.</summary>
    public bool IsPrimary { get; }

    /// <summary>The replicas that are in sync.</summary>
    public IReadOnlyList<NodeAddress> Replicas { get; }

    /// <summary>Reads a reply; <see langword="null"/> if it names no role.</summary>
    public static ReplicationReply? Read(string text)
    {
        bool? isPrimary = null;
        var replicas = new List<NodeAddress>();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            var (name, value) = Split(line, ':');
            if (name == "role")
            {
                isPrimary = value == "master";
            }
            else if (name.StartsWith("slave", StringComparison.Ordinal) && name.Length > 5 && char.IsAsciiDigit(name[5]))
            {
                var fields = value.Split(',')
                    .Select(static field => Split(field, '='))
                    .ToLookup(static field => field.Name, static field => field.Value);
                if (fields["state"].FirstOrDefault() == "online"
                    && fields["ip"].FirstOrDefault() is { } host
                    && int.TryParse(fields["port"].FirstOrDefault(), CultureInfo.InvariantCulture, out var port))
                {
                    replicas.Add(new NodeAddress(host, port));
                }
            }
        }

        return isPrimary is { } known ? new(known, replicas) : null;
    }

    private static (string Name, string Value) Split(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at and > 0 ? (text[..at], text[(at + 1)..]) : (text, "");
}
