using System.Net;
using StackExchange.Redis;

namespace RedisSafety.Monitoring;

/// <summary>Asks Sentinels which nodes belong to a deployment. Which of them is the primary, the nodes say themselves.</summary>
internal sealed class SentinelDirectory(ConfigurationOptions configuration, string serviceName, TimeProvider time, TimeSpan answerWithin)
    : IAsyncDisposable
{
    private ConnectionMultiplexer? _connection;

    public async Task<List<EndPoint>> ReadNodesAsync(CancellationToken stop)
    {
        _connection ??= await ConnectionMultiplexer.ConnectAsync(configuration).WaitAsync(stop).ConfigureAwait(false);
        List<EndPoint> nodes = [];
        foreach (var sentinel in _connection.GetServers())
        {
            try
            {
                var primary = await sentinel.SentinelGetMasterAddressByNameAsync(serviceName).WaitAsync(answerWithin, time, stop)
                    .ConfigureAwait(false);
                var replicas = await sentinel.SentinelGetReplicaAddressesAsync(serviceName).WaitAsync(answerWithin, time, stop)
                    .ConfigureAwait(false);
                Add(primary);
                Array.ForEach(replicas, Add);
            }
            catch (RedisException)
            {
                // Another Sentinel may answer.
            }
            catch (TimeoutException)
            {
            }
        }

        return nodes;

        void Add(EndPoint? endpoint)
        {
            if (endpoint is not null && !nodes.Contains(endpoint))
            {
                nodes.Add(endpoint);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
