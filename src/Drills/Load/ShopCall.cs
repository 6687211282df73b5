namespace RedisSafety.Drills.Load;

/// <summary>The arguments of one call, and how many times a client has sent it.</summary>
internal sealed class ShopCall(string id)
{
    private int _attempts;

    /// <summary>The id of the call, or of the write that it reads.</summary>
    public string Id { get; } = id;

    /// <summary>How many times the command was sent; 0 if the client does not show it.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Counts an attempt.</summary>
    public void Attempt() => Interlocked.Increment(ref _attempts);
}
