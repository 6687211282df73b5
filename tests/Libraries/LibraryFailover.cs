using RedisSafety.Lab;
using RedisSafety.Lab.Network;

namespace RedisSafety.Libraries;

/// <summary>A deployment that fails over, and how a library reaches it.</summary>
public sealed class LibraryFailover : IAsyncDisposable
{
    /// <summary>A planned swap and a killed primary of listed nodes, and a planned swap behind a name that moves.</summary>
    public static readonly IReadOnlyList<string> Scenarios = ["swap", "kill", "name"];

    private readonly string _scenario;
    private readonly ReplicatedDeployment _nodes;
    private readonly MovingName _name;

    private LibraryFailover(string scenario, ReplicatedDeployment nodes)
    {
        _scenario = scenario;
        _nodes = nodes;
        _name = new MovingName(nodes.Primary);
    }

    /// <summary>The connection string.</summary>
    public string Configuration => _scenario == "name" ? _name.Endpoint : _nodes.Configuration;

    /// <summary>Starts the servers.</summary>
    public static async Task<LibraryFailover> StartAsync(string scenario) => new(scenario, await ReplicatedDeployment.StartAsync());

    /// <summary>Fails over, and returns when the new primary takes writes and can be found.</summary>
    /// <param name="outage">The time until a replica is promoted after a kill.</param>
    /// <param name="delay">The time until the name moves after a swap.</param>
    public async Task FailOverAsync(TimeSpan outage, TimeSpan delay)
    {
        switch (_scenario)
        {
            case "swap":
                await _nodes.SwapAsync();
                break;
            case "kill":
                _nodes.Primary.Kill();
                await Task.Delay(outage);
                await _nodes.PromoteAsync(_nodes.Replicas.First());
                break;
            default:
                await _nodes.SwapAsync();
                await Task.Delay(delay);
                _name.MoveTo(_nodes.Primary);
                break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _name.DisposeAsync();
        await _nodes.DisposeAsync();
    }
}
