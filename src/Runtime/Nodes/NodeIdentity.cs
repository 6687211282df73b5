namespace RedisSafety.Nodes;

/// <summary>Which server the two connections of a node lead to.</summary>
/// <param name="Calls">The generation of the connection for calls for which this holds.</param>
/// <param name="Watch">The generation of the watching connection for which this holds.</param>
internal sealed record NodeIdentity(int Calls, int Watch)
{
    /// <summary>The run id of the server that is watched; <see langword="null"/> if the server does not let it be asked.</summary>
    public string? Process { get; init; }

    /// <summary>The id of the connection for calls at the server; <see langword="null"/> if it is not known.</summary>
    public long? ClientId { get; init; }

    /// <summary>The availability zone that the server reports.</summary>
    public string? Zone { get; init; }

    /// <summary>Whether the two connections lead to two servers, as the name of a reader endpoint can.</summary>
    public bool IsSplit { get; init; }

    /// <summary>Whether one of two different servers is a primary: then calls could be acknowledged by a server that nobody watches.</summary>
    public bool InvolvesPrimary { get; init; }
}
