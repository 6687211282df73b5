using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisSafety.Topology;

namespace RedisSafety;

/// <summary>
/// Healthy if every shard has a primary and every known node answers, degraded if a node is out of reach, unhealthy if no primary is known
/// or the router has been disposed.
/// </summary>
public sealed class RedisRouterHealthCheck(RedisRouter router) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (router.IsDisposed)
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("The router has been disposed."));
        }

        router.Start();
        var nodes = router.Monitor.Nodes;
        var roles = nodes.ToDictionary(static node => node.Name, static node => (object)node.Observation.Role.ToString());
        var result = !router.Monitor.Current.IsWritable
            ? HealthCheckResult.Unhealthy("No primary is known.", data: roles)
            : Array.Exists(nodes, static node => node.Observation.Role == NodeRole.Unreachable)
                ? HealthCheckResult.Degraded("A node does not answer.", data: roles)
                : HealthCheckResult.Healthy("Every node answers.", roles);
        return Task.FromResult(result);
    }
}
