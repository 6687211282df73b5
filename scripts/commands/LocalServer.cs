using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RedisSafety.CommandDerivation;

/// <summary>A redis-server of its own on a free loopback port, which keeps nothing and ends with this object.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ConnectionMultiplexer _connection;

    private LocalServer(Process process, ConnectionMultiplexer connection)
    {
        _process = process;
        _connection = connection;
    }

    /// <summary>Commands sent as they are: none is rewritten or refused by the client.</summary>
    public IDatabase Database => _connection.GetDatabase();

    /// <summary>Starts <c>redis-server</c> from the search path.</summary>
    /// <exception cref="TimeoutException">It did not answer within 20 seconds.</exception>
    public static async Task<LocalServer> StartAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("redis-server")
        {
            ArgumentList = { "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--loglevel", "warning" },
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            var options = new ConfigurationOptions
            {
                EndPoints = { { "127.0.0.1", port } },
                AbortOnConnectFail = false,
                AllowAdmin = true,
                ConnectTimeout = 1000,
                ReconnectRetryPolicy = new LinearRetry(100),
            };
            var connection = await ConnectionMultiplexer.ConnectAsync(options);
            var waited = Stopwatch.StartNew();
            while (!connection.IsConnected)
            {
                if (waited.Elapsed > StartLimit || process.HasExited)
                {
                    throw new TimeoutException($"redis-server did not answer on port {port}.");
                }

                await Task.Delay(20);
            }

            return new LocalServer(process, connection);
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
