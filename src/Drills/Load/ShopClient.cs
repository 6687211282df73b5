namespace RedisSafety.Drills.Load;

/// <summary>One way to call Redis.</summary>
internal abstract class ShopClient(ShopKeys keys) : IAsyncDisposable
{
    /// <summary>The keys that this client alone uses.</summary>
    public ShopKeys Keys { get; } = keys;

    /// <summary>Begins the work of one visitor, whose reads follow that visitor's writes.</summary>
    public virtual IDisposable? Begin() => null;

    /// <summary>Makes a call.</summary>
    /// <returns>False if a read did not find what it looked for.</returns>
    public abstract Task<bool> CallAsync(ShopOperation operation, ShopCall call);

    /// <summary>True if a write that failed like this may have been applied.</summary>
    public abstract bool MayHaveBeenApplied(Exception fault);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
