namespace RedisSafety.Calls;

/// <summary>The end of a router, which ends every wait of its calls.</summary>
internal sealed class CallLifetime : IDisposable
{
    private readonly CancellationTokenSource _ending = new();

    public CallLifetime() => Ended = _ending.Token;

    /// <summary>Is cancelled when the router is disposed. It stays usable after that.</summary>
    public CancellationToken Ended { get; }

    public bool HasEnded => Ended.IsCancellationRequested;

    /// <exception cref="ObjectDisposedException">The router has been disposed.</exception>
    public void ThrowIfEnded() => ObjectDisposedException.ThrowIf(HasEnded, typeof(RedisRouter));

    public Task EndAsync() => _ending.CancelAsync();

    public void Dispose() => _ending.Dispose();
}
