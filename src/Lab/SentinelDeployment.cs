using System.Globalization;
using RedisSafety.Lab.Security;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace RedisSafety.Lab;

/// <summary>A primary and a replica that three Sentinels watch over, which give a primary up after a second.</summary>
public sealed class SentinelDeployment : IAsyncDisposable
{
    public const string ServiceName = "shop";

    private readonly List<(ServerProcess Process, int Port, string Directory)> _sentinels = [];
    private readonly Access _access;

    private SentinelDeployment(ReplicatedDeployment nodes, Access access)
    {
        Nodes = nodes;
        _access = access;
    }

    public ReplicatedDeployment Nodes { get; }

    public string Configuration =>
        string.Join(',', _sentinels.Select(sentinel => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{sentinel.Port}")))
        + $",serviceName={ServiceName}";

    public static async Task<SentinelDeployment> StartAsync(Access? access = null)
    {
        access ??= Access.Open;
        var deployment = new SentinelDeployment(await ReplicatedDeployment.StartAsync(access: access), access);
        for (var i = 0; i < 3; i++)
        {
            var port = FreePort.Next();
            var directory = Path.Combine(Path.GetTempPath(), "redis-safety-lab", $"{Environment.ProcessId}-{port}");
            Directory.CreateDirectory(directory);
            var file = Path.Combine(directory, "sentinel.conf");
            await File.WriteAllLinesAsync(file,
            [
                "bind 127.0.0.1",
                string.Create(CultureInfo.InvariantCulture, $"sentinel monitor {ServiceName} 127.0.0.1 {deployment.Nodes.Primary.Port} 2"),
                .. access.SentinelLines(port.ToString(CultureInfo.InvariantCulture), ServiceName),
                $"sentinel down-after-milliseconds {ServiceName} 1000",
                $"sentinel failover-timeout {ServiceName} 5000",
            ]);
            deployment._sentinels.Add((ServerProcess.Start("redis-sentinel", directory, [file]), port, directory));
        }

        foreach (var (_, port, _) in deployment._sentinels)
        {
            await Until.TrueAsync("the Sentinels know each other and the replica", () => KnowsAllAsync(port, access));
        }

        return deployment;
    }

    /// <summary>Has the Sentinels swap primary and replica on command. It does not wait until the replica has everything.</summary>
    public async Task FailOverAsync()
    {
        await using var connection = await ConnectAsync(_sentinels[0].Port, _access);
        await connection.GetServers()[0].SentinelFailoverAsync(ServiceName);
    }

    /// <summary>Has the Sentinels forget replicas that are gone, and find those that are there.</summary>
    public async Task ResetAsync()
    {
        foreach (var (_, port, _) in _sentinels)
        {
            await using var connection = await ConnectAsync(port, _access);
            await connection.GetServers()[0].ExecuteAsync("SENTINEL", "RESET", ServiceName);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _, directory) in _sentinels)
        {
            process.Dispose();
            Directory.Delete(directory, recursive: true);
        }

        await Nodes.DisposeAsync();
    }

    private static async Task<bool> KnowsAllAsync(int port, Access access)
    {
        await using var connection = await ConnectAsync(port, access);
        var state = (await connection.GetServers()[0].SentinelMasterAsync(ServiceName)).ToDictionary(pair => pair.Key, pair => pair.Value);
        return state["num-slaves"] == "1" && state["num-other-sentinels"] == "2";
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(int port, Access access)
    {
        var settings = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", port } },
            CommandMap = CommandMap.Sentinel,
            TieBreaker = "",
            ConnectTimeout = 1000,
            Defaults = new DefaultOptionsProvider(),
        };
        access.Apply(settings);
        return await ConnectionMultiplexer.ConnectAsync(settings);
    }
}
