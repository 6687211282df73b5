using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>Asks a server what it is, how far it has replicated, and which process it is.</summary>
internal sealed class NodeProbe(NodeConnection calls, NodeConnection watch, string name)
{
    // A fleet does not grow faster than its instances start.
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(10);

    private bool? _isCluster;
    private long? _countedAt;

    /// <summary>Whether the server runs in Cluster mode; <see langword="null"/> until it has been asked.</summary>
    public bool? IsCluster => _isCluster;

    /// <summary>Whether the server lets the router ask how far it has come.</summary>
    public bool CanTellPlace { get; private set; } = true;

    /// <summary>The number of clients that the server had when it was last asked; 0 until then.</summary>
    public int Clients { get; private set; }

    /// <summary>Asks for the number of clients, now and then.</summary>
    public async Task CountClientsAsync(TimeProvider time)
    {
        if (!CanTellPlace || (_countedAt is { } at && time.GetElapsedTime(at) < CountInterval))
        {
            return;
        }

        _countedAt = time.GetTimestamp();
        try
        {
            Clients = (int)(ReplicationInfo.Number(await InfoAsync(watch, "clients").ConfigureAwait(false), "connected_clients") ?? 0);
        }
        catch (Exception unknown) when (unknown is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            // Without the number, the router asks as if it were alone, or as it did before.
        }
    }

    public async Task FindModeAsync()
    {
        if (_isCluster is null)
        {
            try
            {
                var info = await watch.Database!.ExecuteAsync(NodeConfiguration.ClusterAlias, "INFO").ConfigureAwait(false);
                _isCluster = ((string?)info)?.Contains("cluster_state", StringComparison.Ordinal) == true;
            }
            catch (RedisServerException)
            {
                _isCluster = false;
            }
        }
    }

    /// <summary>Asks for role and position.</summary>
    /// <param name="isBehindCalls">Whether the server behind the connection for calls is asked, and not the one that is watched.</param>
    public async Task<NodeObservation> AskAsync(bool isBehindCalls)
    {
        if (CanTellPlace)
        {
            try
            {
                var info = await InfoAsync(isBehindCalls ? calls : watch, "replication").ConfigureAwait(false);
                if (ReplicationInfo.Parse(info) is { } observation)
                {
                    return observation;
                }
            }
            catch (RedisServerException refused)
            {
                CanTellPlace = !IsRefusal(refused);
            }
            catch (RedisCommandException)
            {
                CanTellPlace = false;
            }

            // The role can still be asked for, without the position.
        }

        return await watch.Server!.RoleAsync().ConfigureAwait(false) switch
        {
            Role.Master primary => new(NodeRole.Primary, true, primary.Replicas?.Count ?? 0, null),
            Role.Replica replica => new(NodeRole.Replica, replica.State == "connected", 0, null),
            { Value: var role } => NodeObservation.Failed(new RedisException($"{name} is neither a primary nor a replica: ROLE answered '{role}'.")),
        };
    }

    /// <summary>Asks which servers the two connections lead to, and fences the server from what an earlier connection still carries.</summary>
    /// <param name="former">The last known identity; <see langword="null"/> if there is none.</param>
    /// <param name="answerWithin">How long the connection for calls may take.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The identity, or <see langword="null"/> if a server did not report its process.</returns>
    /// <exception cref="TimeoutException">The watched server answered, and the connection for calls did not.</exception>
    public async Task<NodeIdentity?> IdentifyAsync(NodeIdentity? former, TimeSpan answerWithin, TimeProvider time)
    {
        var identity = new NodeIdentity(calls.Generation, watch.Generation);
        var watched = await InfoAsync(watch, "server").WithinAsync(answerWithin, time).ConfigureAwait(false);
        string? called;
        long? client;
        try
        {
            called = await InfoAsync(calls, "server").WithinAsync(answerWithin, time).ConfigureAwait(false);
            client = await ClientIdAsync().WithinAsync(answerWithin, time).ConfigureAwait(false);
        }
        catch (TimeoutException silent)
        {
            throw new TimeoutException($"The connection to {name} for calls is silent, and the server is not.", silent);
        }

        var (process, other) = (ReplicationInfo.Field(watched, "run_id"), ReplicationInfo.Field(called, "run_id"));
        if (string.IsNullOrEmpty(process) || string.IsNullOrEmpty(other))
        {
            return null;
        }

        if (former is { ClientId: { } old } && old != client && former.Process == other)
        {
            await FenceAsync(old).WithinAsync(answerWithin, time).ConfigureAwait(false);
        }

        var isSplit = process != other;
        return identity with
        {
            Process = process,
            ClientId = client,
            Zone = ReplicationInfo.Field(called, "availability_zone") is { Length: > 0 } zone ? zone : null,
            IsSplit = isSplit,
            InvolvesPrimary = isSplit && await InvolvesPrimaryAsync().WithinAsync(answerWithin, time).ConfigureAwait(false),
        };
    }

    public async Task<RedisResult> ReadSlotsAsync() => await watch.Database!.ExecuteAsync(NodeConfiguration.ClusterAlias, "SLOTS").ConfigureAwait(false);

    /// <summary>The nodes of the cluster as the server knows them, and the slots that it is moving.</summary>
    public async Task<string?> ReadNodesAsync()
    {
        var nodes = await watch.Database!.ExecuteAsync(NodeConfiguration.ClusterAlias, "NODES").ConfigureAwait(false);

        // In RESP3 the text begins with its format, which belongs to no line.
        return nodes.ToString(out _);
    }

    /// <summary>The configuration epochs that a node of a cluster knows: its own, and the latest of any node.</summary>
    public async Task<(long Own, long Latest)> ReadEpochsAsync()
    {
        var info = (string?)await watch.Database!.ExecuteAsync(NodeConfiguration.ClusterAlias, "INFO").ConfigureAwait(false);
        return (ReplicationInfo.Number(info, "cluster_my_epoch") ?? 0, ReplicationInfo.Number(info, "cluster_current_epoch") ?? 0);
    }

    private static async Task<string?> InfoAsync(NodeConnection connection, string section) =>
        (string?)await connection.Database!.ExecuteAsync(NodeConfiguration.InfoAlias, section).ConfigureAwait(false);

    private static bool IsRefusal(RedisServerException fault) =>
        fault.Message.StartsWith("NOPERM", StringComparison.Ordinal)
        || fault.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase)
        || fault.Message.Contains("unknown subcommand", StringComparison.OrdinalIgnoreCase);

    private async Task<bool> InvolvesPrimaryAsync()
    {
        var infos = await Task.WhenAll(InfoAsync(calls, "replication"), InfoAsync(watch, "replication")).ConfigureAwait(false);
        return Array.Exists(infos, static info => ReplicationInfo.Field(info, "role") == "master");
    }

    private async Task<long?> ClientIdAsync()
    {
        try
        {
            return (long)await calls.Database!.ExecuteAsync("CLIENT", "ID").ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is RedisServerException or RedisCommandException)
        {
            return null;
        }
    }

    /// <summary>
    /// Ends a former connection for calls at the server. A command that was given up can still be on its way there, and must not be applied
    /// after later calls on the new connection.
    /// </summary>
    private async Task FenceAsync(long client)
    {
        try
        {
            await watch.Database!.ExecuteAsync("CLIENT", "KILL", "ID", client).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is RedisServerException or RedisCommandException)
        {
            // The server has ended it already, or does not let clients be ended.
        }
    }
}
