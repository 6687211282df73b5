using System.Net;
using System.Net.Sockets;
using Garnet;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Storefront.Servers;

/// <summary>
/// A primary and a replica inside this process: Microsoft.Garnet, which speaks Redis's protocol and replicates in cluster mode.
/// </summary>
internal sealed class EmbeddedServers : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("storefront-").FullName;
    private readonly List<EmbeddedServer> _servers = [];

    private EmbeddedServers()
    {
    }

    /// <summary>Both endpoints, as a configuration string of StackExchange.Redis.</summary>
    public string Configuration => string.Join(',', _servers.Select(server => server.EndPoint));

    /// <summary>Starts both, and returns once the replica follows the primary.</summary>
    public static async Task<EmbeddedServers> StartAsync(CancellationToken cancellationToken)
    {
        var servers = new EmbeddedServers();
        try
        {
            await servers.AddAsync("primary", epoch: 1).ConfigureAwait(false);
            await servers.AddAsync("replica", epoch: 2).ConfigureAwait(false);
            await servers.ReplicateAsync(cancellationToken).ConfigureAwait(false);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the replica the primary, and returns once both have their new roles.</summary>
    public async Task FailOverAsync(CancellationToken cancellationToken)
    {
        var replica = await WithRoleAsync("slave").ConfigureAwait(false);
        await replica.Server.ExecuteAsync("CLUSTER", "FAILOVER").ConfigureAwait(false);
        await UntilAsync(async () => await replica.RoleAsync().ConfigureAwait(false) == "master", "the replica's promotion", cancellationToken)
            .ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!await condition().ConfigureAwait(false))
        {
            try
            {
                await Task.Delay(50, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"The embedded servers did not reach {what} within {Patience.TotalSeconds:0} s.");
            }
        }
    }

    private async Task AddAsync(string name, int epoch)
    {
        var port = FreePort();
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        var server = new GarnetServer(
            [
                "--bind", "127.0.0.1",
                "--port", $"{port}",
                "--cluster",
                "--aof",
                "--gossip-delay", "1",
                "--device-type", "RandomAccess",
                "--clean-cluster-config", "true",
                "--checkpointdir", folder,
                "-q",
            ],
            NullLoggerFactory.Instance);
        server.Start();

        var connection = await ConnectionMultiplexer
            .ConnectAsync($"127.0.0.1:{port},allowAdmin=true,abortConnect=false").ConfigureAwait(false);
        var added = new EmbeddedServer(server, connection, $"127.0.0.1:{port}");
        _servers.Add(added);
        await added.Server.ExecuteAsync("CLUSTER", "SET-CONFIG-EPOCH", epoch).ConfigureAwait(false);
    }

    private async Task ReplicateAsync(CancellationToken cancellationToken)
    {
        var (primary, replica) = (_servers[0], _servers[1]);
        await primary.Server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383").ConfigureAwait(false);
        await primary.Server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", replica.EndPoint.Split(':')[1]).ConfigureAwait(false);

        var id = (string)(await primary.Server.ExecuteAsync("CLUSTER", "MYID").ConfigureAwait(false))!;
        await UntilAsync(
            async () => ((string)(await replica.Server.ExecuteAsync("CLUSTER", "NODES").ConfigureAwait(false))!)
                .Contains(id, StringComparison.Ordinal),
            "an introduction",
            cancellationToken).ConfigureAwait(false);
        await UntilAsync(() => replica.FollowAsync(id), "replication", cancellationToken).ConfigureAwait(false);
        await UntilAsync(
            async () => ((string)(await replica.Server.ExecuteAsync("INFO", "replication").ConfigureAwait(false))!)
                .Contains("master_link_status:up", StringComparison.Ordinal),
            "a replication link",
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<EmbeddedServer> WithRoleAsync(string role)
    {
        foreach (var server in _servers)
        {
            if (await server.RoleAsync().ConfigureAwait(false) == role)
            {
                return server;
            }
        }

        throw new InvalidOperationException($"None of {Configuration} has the role '{role}'.");
    }
}
