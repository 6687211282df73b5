namespace RedisSafety.Libraries;

/// <summary>A library with a connection of its own, in the configuration that its documentation shows.</summary>
/// <param name="call">
/// Does what the library is there for and checks that it was done, by the library's own means: some libraries swallow their errors.
/// </param>
/// <param name="dispose">Ends the library.</param>
public sealed class Library(Func<int, Task> call, Func<Task> dispose) : IAsyncDisposable
{
    /// <summary>Makes a call.</summary>
    /// <param name="number">Tells the call from the others.</param>
    public Task CallAsync(int number) => call(number);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await dispose();
}
