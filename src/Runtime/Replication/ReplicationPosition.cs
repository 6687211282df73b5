namespace RedisSafety.Replication;

/// <summary>A place in a stream of replicated writes. Places of different histories cannot be compared.</summary>
/// <param name="History">The replication id: a random number that a primary takes when it begins a history of its own.</param>
/// <param name="Offset">How many bytes of the stream have been written, or applied.</param>
internal readonly record struct ReplicationPosition(string? History, long Offset)
{
    /// <summary>Nothing is known.</summary>
    public static ReplicationPosition Unknown => default;

    public bool IsKnown => History is not null;

    /// <summary>Whether whoever stands here has everything that the other has.</summary>
    public bool Contains(ReplicationPosition other) =>
        other.IsKnown && Offset >= other.Offset && string.Equals(History, other.History, StringComparison.Ordinal);
}
