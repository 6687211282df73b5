using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>
/// The connection of a node for calls that follow the redirection of a slot which is being moved. <c>ASKING</c> holds for the next
/// command on a connection, so that no other call may use it. It is opened when a slot is first moved to the node.
/// </summary>
/// <param name="endpoint">The node.</param>
/// <param name="configure">Makes the configuration, with a callback for each socket that is about to connect.</param>
internal sealed class RedirectionConnection(EndPoint endpoint, Func<Action<ConnectionType, Socket>, ConfigurationOptions> configure)
    : IAsyncDisposable
{
    private readonly NodeConnection _connection = new(endpoint, configure, static () => { });
    private readonly object _lock = new();
    private Task? _connecting;

    /// <exception cref="ObjectDisposedException">The node was disposed meanwhile.</exception>
    public async Task<IDatabase> OpenAsync()
    {
        Task connecting;
        lock (_lock)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = _connection.ConnectAsync();
            }

            connecting = _connecting;
        }

        await connecting.ConfigureAwait(false);
        return _connection.Database!;
    }

    public void Abort() => _connection.Abort();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
