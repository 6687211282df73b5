using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RedisSafety.Drills.Probing;
using StackExchange.Redis;

namespace RedisSafety.Drills.Targets;

/// <summary>Finds the nodes behind a connection string.</summary>
internal sealed class DeploymentDiscovery
{
    private const string TagPrefix = "redis-safety-drill";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ConfigurationOptions _settings;
    private readonly DeploymentAccess _access;

    private DeploymentDiscovery(ConfigurationOptions settings)
    {
        _settings = settings;
        _access = new DeploymentAccess(
            settings.User, settings.Password, settings.Ssl, settings.SslHost ?? Endpoints(settings).FirstOrDefault()?.Host);
    }

    /// <summary>The endpoints of a connection string.</summary>
    /// <exception cref="DrillException">It cannot be read, or names none.</exception>
    public static IReadOnlyList<NodeAddress> Endpoints(string configuration) => Endpoints(Parse(configuration));

    /// <summary>Finds the nodes.</summary>
    /// <param name="configuration">The connection string.</param>
    /// <param name="shard">The number of the shard of a cluster, from 1.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DrillException">No node answers, or the shard has no replica.</exception>
    public static async Task<DeploymentMap> FindAsync(string configuration, int shard, CancellationToken cancellationToken)
    {
        var map = await FindAnyAsync(configuration, shard, cancellationToken);
        return map.Nodes.Count > 1 ? map : throw new DrillException(
            "The primary has no replica: a failover would lose everything. The drill refuses to trigger one.");
    }

    /// <summary>Finds the nodes of every shard, with replicas or without.</summary>
    /// <param name="configuration">The connection string.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DrillException">No node answers.</exception>
    public static async Task<DeploymentMap> FindAllAsync(string configuration, CancellationToken cancellationToken)
    {
        var map = await FindAnyAsync(configuration, 1, cancellationToken);
        if (map.Shards == 1)
        {
            return map;
        }

        var nodes = map.Nodes.ToList();
        for (var shard = 2; shard <= map.Shards; shard++)
        {
            nodes.AddRange((await FindAnyAsync(configuration, shard, cancellationToken)).Nodes);
        }

        return map with { Nodes = nodes };
    }

    private static async Task<DeploymentMap> FindAnyAsync(string configuration, int shard, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var discovery = new DeploymentDiscovery(Parse(configuration));
        try
        {
            return string.IsNullOrEmpty(discovery._settings.ServiceName)
                ? await discovery.FindAsync(shard, limit.Token)
                : await discovery.FindBySentinelAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DrillException("The deployment did not answer within 5 s.", exception);
        }
        catch (IOException exception)
        {
            throw new DrillException(exception.Message, exception);
        }
    }

    private static ConfigurationOptions Parse(string configuration)
    {
        ConfigurationOptions settings;
        try
        {
            settings = ConfigurationOptions.Parse(configuration);
        }
        catch (ArgumentException exception)
        {
            throw new DrillException($"The connection string cannot be read: {exception.Message}", exception);
        }

        return settings.EndPoints.Count > 0 ? settings : throw new DrillException("The connection string names no endpoint.");
    }

    private static List<NodeAddress> Endpoints(ConfigurationOptions settings)
    {
        var port = !string.IsNullOrEmpty(settings.ServiceName) ? 26379 : settings.Ssl ? 6380 : 6379;
        return
        [
            .. settings.EndPoints.Select(endpoint => endpoint switch
            {
                DnsEndPoint name => new NodeAddress(name.Host, name.Port == 0 ? port : name.Port),
                IPEndPoint address => new NodeAddress(address.Address.ToString(), address.Port == 0 ? port : address.Port),
                _ => throw new DrillException($"The drill cannot connect to '{endpoint}'."),
            }),
        ];
    }

    private static bool IsReader(NodeAddress address) =>
        address.Host.Contains("-ro.", StringComparison.OrdinalIgnoreCase)
        || address.Host.StartsWith("replica.", StringComparison.OrdinalIgnoreCase);

    private static NodeAddress? AddressOf(IReadOnlyList<object?> node, string askedHost) =>
        node is [string host, long port, ..] ? new NodeAddress(host.Length > 0 ? host : askedHost, (int)port) : null;

    private async Task<DeploymentMap> FindAsync(int shard, CancellationToken cancellationToken)
    {
        var endpoints = Endpoints(_settings);
        var primaries = new List<(NodeAddress Endpoint, ReplicationReply Reply)>();
        var faults = new List<string>();
        foreach (var endpoint in endpoints)
        {
            try
            {
                using var connection = await RespConnection.OpenAsync(endpoint, _access, cancellationToken);
                if (await connection.SendAsync(cancellationToken, "INFO", "cluster") is string cluster
                    && cluster.Contains("cluster_enabled:1", StringComparison.Ordinal))
                {
                    return await FindShardAsync(connection, endpoint, shard, cancellationToken);
                }

                var info = await connection.SendAsync(cancellationToken, "INFO", "replication");
                if (info is string text && ReplicationReply.Read(text) is { } reply)
                {
                    if (reply.IsPrimary)
                    {
                        primaries.Add((endpoint, reply));
                    }
                }
                else
                {
                    faults.Add($"{endpoint}: {(info as RespError)?.Message ?? "INFO is not allowed"}");
                }
            }
            catch (IOException fault)
            {
                faults.Add(fault.Message);
            }
        }

        if (primaries.Count != 1)
        {
            throw new DrillException(primaries.Count == 0
                ? $"No endpoint leads to a primary. {string.Join("; ", faults)}".TrimEnd()
                : $"{primaries.Count} endpoints lead to primaries: {string.Join(", ", primaries.Select(static one => one.Endpoint))}.");
        }

        var (primary, state) = primaries[0];
        if (endpoints.Count > 1 && !endpoints.Exists(IsReader))
        {
            return new(
                [primary, .. endpoints.Where(endpoint => endpoint != primary)], null, _access, TagPrefix, (primary, ["FAILOVER"]), _access);
        }

        // A name: its server is known by its address, and the replicas by the report of that server.
        var server = primary with { Host = await ResolveAsync(primary.Host, cancellationToken) };
        return new([server, .. state.Replicas], primary, _access, TagPrefix, (server, ["FAILOVER"]), _access);
    }

    private async Task<DeploymentMap> FindShardAsync(
        RespConnection connection, NodeAddress asked, int shard, CancellationToken cancellationToken)
    {
        if (await connection.SendAsync(cancellationToken, "CLUSTER", "SLOTS") is not List<object?> ranges)
        {
            throw new DrillException($"{asked} does not report the slots of the cluster.");
        }

        var shards = ranges.OfType<List<object?>>()
            .Where(static range => range is [long, long, List<object?>, ..])
            .Select(range => (
                From: (long)range[0]!,
                To: (long)range[1]!,
                Nodes: range.Skip(2).OfType<List<object?>>().Select(node => AddressOf(node, asked.Host)).OfType<NodeAddress>().ToList()))
            .Where(static range => range.Nodes.Count > 0)
            .GroupBy(static range => range.Nodes[0])
            .OrderBy(static group => group.Min(static range => range.From))
            .ToList();
        if (shard < 1 || shard > shards.Count)
        {
            throw new DrillException($"The cluster has {shards.Count} shards, and no shard {shard}.");
        }

        var chosen = shards[shard - 1].ToList();
        for (var number = 0; number < 100_000; number++)
        {
            var tag = string.Create(CultureInfo.InvariantCulture, $"{TagPrefix}-{number}");
            if (await connection.SendAsync(cancellationToken, "CLUSTER", "KEYSLOT", $"{{{tag}}}") is long slot
                && chosen.Exists(range => slot >= range.From && slot <= range.To))
            {
                var nodes = chosen[0].Nodes;
                var handover = nodes.Count > 1 ? (nodes[1], new[] { "CLUSTER", "FAILOVER" }) : (nodes[0], ["FAILOVER"]);
                return new(nodes, null, _access, tag, handover, _access) { Shards = shards.Count };
            }
        }

        throw new DrillException($"No hash tag was found for shard {shard}.");
    }

    private async Task<DeploymentMap> FindBySentinelAsync(CancellationToken cancellationToken)
    {
        var service = _settings.ServiceName!;
        var access = new DeploymentAccess(null, _settings.SentinelPassword, _settings.Ssl, _settings.SslHost);
        var faults = new List<string>();
        foreach (var sentinel in Endpoints(_settings))
        {
            try
            {
                using var connection = await RespConnection.OpenAsync(sentinel, access, cancellationToken);
                var named = await connection.SendAsync(cancellationToken, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", service);
                if (named is not List<object?> { Count: 2 } address)
                {
                    faults.Add($"{sentinel}: {(named as RespError)?.Message ?? $"it knows no '{service}'"}");
                    continue;
                }

                var primary = new NodeAddress((string)address[0]!, int.Parse((string)address[1]!, CultureInfo.InvariantCulture));
                var replicas = await connection.SendAsync(cancellationToken, "SENTINEL", "REPLICAS", service) as List<object?> ?? [];
                return new(
                    [primary, .. replicas.OfType<List<object?>>().Select(ReplicaOf).OfType<NodeAddress>()],
                    null, _access, TagPrefix, (sentinel, ["SENTINEL", "FAILOVER", service]), access);
            }
            catch (IOException fault)
            {
                faults.Add(fault.Message);
            }
        }

        throw new DrillException($"No Sentinel names the primary of '{service}'. {string.Join("; ", faults)}");
    }

    private static NodeAddress? ReplicaOf(List<object?> fields)
    {
        var values = fields.OfType<string>().Chunk(2).Where(static pair => pair.Length == 2)
            .ToLookup(static pair => pair[0], static pair => pair[1]);
        return values["ip"].FirstOrDefault() is { } host
            && int.TryParse(values["port"].FirstOrDefault(), CultureInfo.InvariantCulture, out var port)
            && values["flags"].FirstOrDefault()?.Contains("s_down", StringComparison.Ordinal) != true
            ? new NodeAddress(host, port)
            : null;
    }

    private static async Task<string> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellationToken)).FirstOrDefault()?.ToString() ?? host;
        }
        catch (SocketException exception)
        {
            throw new IOException($"{host}: {exception.Message}", exception);
        }
    }
}
