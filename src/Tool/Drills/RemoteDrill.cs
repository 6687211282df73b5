using System.Globalization;
using System.Net;
using RedisSafety.Drills;
using RedisSafety.Drills.Targets;
using RedisSafety.Drills.Triggers;

namespace RedisSafety.Tool.Drills;

/// <summary>A drill of a deployment that exists already.</summary>
internal sealed record RemoteDrill
{
    /// <summary>The connection string.</summary>
    public required string Connection { get; init; }

    /// <summary>The host that the user allows to be disturbed; <see langword="null"/> for loopback alone.</summary>
    public string? Consent { get; init; }

    /// <summary>A command that makes the deployment fail over; <see langword="null"/> for Redis's own, or ElastiCache's.</summary>
    public string? Trigger { get; init; }

    /// <summary>The id of an ElastiCache replication group; <see langword="null"/> for any other deployment.</summary>
    public string? Group { get; init; }

    /// <summary>The number of the shard, from 1.</summary>
    public int Shard { get; init; } = 1;

    /// <summary>The AWS CLI.</summary>
    public string Aws { get; init; } = "aws";

    /// <summary>Arguments of every call of the AWS CLI.</summary>
    public IReadOnlyList<string> AwsArguments { get; init; } = [];

    /// <summary>How long the deployment may take to report that it is done.</summary>
    public TimeSpan SettleLimit { get; init; }

    /// <summary>The endpoints, without passwords.</summary>
    /// <exception cref="DrillException">The connection string cannot be read.</exception>
    public string Title => Group ?? string.Join(',', DeploymentDiscovery.Endpoints(Connection));

    /// <summary>Looks at the deployment, and checks that the drill may disturb it. It changes nothing.</summary>
    /// <param name="isDryRun">True for a look alone, which needs no consent.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DrillException">It may not, or cannot.</exception>
    public async Task<(IDrillTarget Target, DeploymentMap Map)> OpenAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        var hosts = DeploymentDiscovery.Endpoints(Connection).Select(static endpoint => endpoint.Host).ToList();
        var isConsented = hosts.TrueForAll(IsLoopback) || hosts.Contains(Consent ?? "", StringComparer.OrdinalIgnoreCase);
        if (!isDryRun && !isConsented)
        {
            throw new DrillException(
                $"The drill makes a deployment fail over that is not on this machine. If you mean that, add --consent {hosts[0]}.");
        }

        var map = await DeploymentDiscovery.FindAsync(Connection, Shard, cancellationToken);
        ITrigger trigger = Trigger is not null ? new CommandTrigger(Trigger)
            : Group is not null
                ? new ElastiCacheTrigger(Aws, Group, Shard.ToString("0000", CultureInfo.InvariantCulture), AwsArguments)
            : new HandoverTrigger(map.Handover.Node, map.HandoverAccess, map.Handover.Command);
        await trigger.CheckAsync(cancellationToken);
        return (new RemoteTarget(Connection, map, trigger, SettleLimit), map);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
