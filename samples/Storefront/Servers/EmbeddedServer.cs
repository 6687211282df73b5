using Garnet;
using StackExchange.Redis;

namespace Storefront.Servers;

/// <summary>One embedded server, and the connection that manages it.</summary>
internal sealed class EmbeddedServer(GarnetServer server, ConnectionMultiplexer connection, string endPoint) : IAsyncDisposable
{
    public string EndPoint { get; } = endPoint;

    public IServer Server => connection.GetServer(EndPoint);

    /// <summary>Redis's word for the server's role: <c>master</c> or <c>slave</c>.</summary>
    public async Task<string> RoleAsync() => (string)((RedisResult[])(await Server.ExecuteAsync("ROLE").ConfigureAwait(false))!)[0]!;

    /// <summary>Follows a primary; false while the primary is not known here yet.</summary>
    public async Task<bool> FollowAsync(string primaryId)
    {
        try
        {
            await Server.ExecuteAsync("CLUSTER", "REPLICATE", primaryId).ConfigureAwait(false);
            return true;
        }
        catch (RedisServerException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        server.Dispose();
    }
}
