using System.Globalization;
using RedisSafety.Lab.Security;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace RedisSafety.Lab.Servers;

/// <summary>A real <c>redis-server</c> on a free port of the loopback address.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>The name under which the lab's connection sends <c>CLUSTER</c>; by its own name it would follow the whole cluster.</summary>
    public const string Cluster = "SENTINEL";

    private readonly List<string> _arguments;
    private readonly string _directory;
    private ServerProcess _process;
    private ConnectionMultiplexer? _connection;

    private RedisServer(int port, Access access, string directory, List<string> arguments)
    {
        Port = port;
        Access = access;
        _directory = directory;
        _arguments = arguments;
        _process = ServerProcess.Start("redis-server", directory, arguments);
    }

    public int Port { get; }

    public Access Access { get; }

    public string Endpoint => $"127.0.0.1:{Port}";

    /// <summary>Starts a server, and gives it when it answers.</summary>
    public static async Task<RedisServer> StartAsync(Access? access = null, params string[] settings)
    {
        access ??= Access.Open;
        var port = FreePort.Next();
        List<string> arguments =
        [
            .. access.ServerArguments(port.ToString(CultureInfo.InvariantCulture)), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
            "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1", .. settings,
        ];
        var server = new RedisServer(port, access, Path.Combine(Path.GetTempPath(), "redis-safety-lab", $"{Environment.ProcessId}-{port}"), arguments);
        await server.WaitUntilAnsweringAsync();
        return server;
    }

    /// <summary>A connection of the lab's own, for commands and for looking behind the router's back.</summary>
    public async Task<IDatabase> ConnectAsync()
    {
        if (_connection is { IsConnected: false })
        {
            await _connection.DisposeAsync();
            _connection = null;
        }

        _connection ??= await ConnectionMultiplexer.ConnectAsync(Settings());
        return _connection.GetDatabase();
    }

    public async Task<RedisResult> ExecuteAsync(string command, params object[] arguments) =>
        await (await ConnectAsync()).ExecuteAsync(command, arguments);

    /// <summary>Makes this server a replica, and returns when the primary sends it what is written.</summary>
    /// <param name="primary">The primary.</param>
    /// <param name="throughPort">The port of a link to it; <see langword="null"/> for the direct way.</param>
    public async Task FollowAsync(RedisServer primary, int? throughPort = null)
    {
        await ExecuteAsync("REPLICAOF", "127.0.0.1", throughPort ?? primary.Port);
        await Until.TrueAsync($"{Endpoint} follows {primary.Endpoint}", IsLinkedAsync);

        // Before its first acknowledgement, which can take a second, the primary keeps everything back from it.
        await Until.TrueAsync($"{primary.Endpoint} counts {Endpoint}", () => primary.CountsAsync(this));
    }

    /// <summary>Whether this server, a primary, sends what is written to a replica.</summary>
    public async Task<bool> CountsAsync(RedisServer replica)
    {
        var port = replica.Port.ToString(CultureInfo.InvariantCulture);
        var role = (RedisResult[])(await ExecuteAsync("ROLE"))!;
        return (string?)role[0] == "master" && ((RedisResult[])role[2]!).Any(known => (string?)((RedisResult[])known!)[1] == port);
    }

    public async Task<bool> IsLinkedAsync()
    {
        var role = (RedisResult[])(await ExecuteAsync("ROLE"))!;
        return (string?)role[0] == "slave" && (string?)role[3] == "connected";
    }

    public async Task<bool> IsPrimaryAsync() => (string?)((RedisResult[])(await ExecuteAsync("ROLE"))!)[0] == "master";

    /// <summary>Waits until it is a primary.</summary>
    public Task PromotedAsync() => Until.TrueAsync($"{Endpoint} is promoted", IsPrimaryAsync, isMoment: true);

    public void Kill() => _process.Kill();

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    /// <summary>Ends the server at once and starts it again, without its data.</summary>
    /// <param name="settings">What it is started with beside its first settings.</param>
    public async Task RestartAsync(params string[] settings)
    {
        _process.Kill();
        _process.Dispose();
        _process = ServerProcess.Start("redis-server", _directory, [.. _arguments, .. settings]);
        await WaitUntilAnsweringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _process.Dispose();
        await DeleteAsync(_directory);
    }

    /// <summary>Deletes the data. A child that was writing a snapshot outlives its server for a moment.</summary>
    private static async Task DeleteAsync(string directory)
    {
        for (var attempts = 20; Directory.Exists(directory); attempts--)
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException) when (attempts > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private Task WaitUntilAnsweringAsync() =>
        Until.TrueAsync($"{Endpoint} answers", async () => !(await ExecuteAsync("PING")).IsNull);

    private ConfigurationOptions Settings()
    {
        var settings = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", Port } },
            AllowAdmin = true,
            ConnectTimeout = 1000,
            TieBreaker = "",
            ConfigurationChannel = "",

            // It looks at one server, whatever role that has: nothing that a test installs for all connections is meant for it.
            Defaults = new DefaultOptionsProvider(),

            // The lab asks this one server only, and lets it refuse what it refuses.
            CommandMap = CommandMap.Create(new Dictionary<string, string?>
            {
                ["CLUSTER"] = null,
                [Cluster] = "CLUSTER",
                ["SUBSCRIBE"] = null,
            }),
        };
        Access.Apply(settings);
        return settings;
    }
}
