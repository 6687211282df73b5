using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4011: replicas that code reads from, endpoints that it connects to, and commands that it sends exist in the
/// deployment.</summary>
internal static class CodeRule
{
    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment)
    {
        if (deployment.Code.Count == 0)
        {
            return [];
        }

        return Replicas(deployment).Concat(Endpoints(deployment)).Concat(Commands(deployment));
    }

    private static IEnumerable<ProvisioningFinding> Replicas(Deployment deployment)
    {
        var without = deployment.Groups.Where(static group => group.ReplicasPerShard.Is(0)).Select(static group => group.Name)
            .Concat(deployment.Servers.Where(static server => server.IsPrimary.Is(true) && server.OnlineReplicas.Is(0))
                .Select(static server => server.Endpoint))
            .ToList();
        var others = deployment.Groups.Any(static group => !group.ReplicasPerShard.Is(0))
            || deployment.Servers.Any(static server => server.IsPrimary.Is(false));
        var use = deployment.Code.FirstOrDefault(static use => use.Kind == CodeUseKind.ReplicaRead);
        if (use is not null && without.Count > 0 && !others)
        {
            yield return Of(use, without[0],
                $"{use.Detail} reads from a replica, and '{without[0]}' has none: every such read goes to the primary, or fails",
                "add a replica");
        }
    }

    private static IEnumerable<ProvisioningFinding> Endpoints(Deployment deployment)
    {
        foreach (var use in deployment.Code.Where(static use => use.Kind == CodeUseKind.Connection))
        {
            var connection = ConnectionText.Read(use.Detail);
            if (!connection.IsElastiCache)
            {
                continue;
            }

            var group = deployment.Groups.FirstOrDefault(group =>
                group.Mode.Is(ClusterMode.Enabled) && group.Id is { IsKnown: true, Value.Length: > 0 }
                && connection.Hosts.All(host => IsOf(host, group.Id.Value) && !IsConfiguration(host)));
            if (group is not null)
            {
                yield return Of(
                    use, group.Name,
                    $"This connection names nodes of '{group.Name}', which is in cluster mode: when they are replaced, it finds no server at start-up",
                    $"the configuration endpoint, clustercfg.{group.Id.Value}…");
            }
        }
    }

    private static IEnumerable<ProvisioningFinding> Commands(Deployment deployment)
    {
        var oldest = deployment.Groups.Where(static group => group.EngineVersion.IsKnown && IsRedis(group))
            .Select(static group => (group.Name, group.EngineVersion.Value))
            .Concat(deployment.Servers.Where(static server => server.Version.IsKnown)
                .Select(static server => (Name: server.Endpoint, server.Version.Value)))
            .Select(static pair => (pair.Name, Version: Parse(pair.Value)))
            .Where(static pair => pair.Version is not null)
            .OrderBy(static pair => pair.Version)
            .FirstOrDefault();
        if (oldest.Version is null)
        {
            yield break;
        }

        foreach (var use in deployment.Code.Where(static use => use.Kind == CodeUseKind.Command))
        {
            var space = use.Detail.LastIndexOf(' ');
            if (space > 0 && Parse(use.Detail.Substring(space + 1)) is { } since && since > oldest.Version)
            {
                yield return Of(
                    use, oldest.Name, $"{use.Detail.Substring(0, space)} needs Redis {since.ToString(2)}, and '{oldest.Name}' has {oldest.Version.ToString(2)}: the server does not know it",
                    "upgrade the engine, or use another command");
            }
        }
    }

    // Valkey starts at 7.2, with all commands of Redis 7.
    private static bool IsRedis(ReplicationGroup group) => group.Engine.Is("redis");

    private static bool IsOf(string host, string id) =>
        host.StartsWith(id + "-", StringComparison.OrdinalIgnoreCase) || host.StartsWith(id + ".", StringComparison.OrdinalIgnoreCase)
        || host.IndexOf("." + id + ".", StringComparison.OrdinalIgnoreCase) >= 0;

    private static bool IsConfiguration(string host) =>
        host.StartsWith("clustercfg.", StringComparison.OrdinalIgnoreCase)
            || host.IndexOf(".clustercfg.", StringComparison.OrdinalIgnoreCase) >= 0;

    // An ElastiCache version may be a pattern: 6.x is the newest of 6, which is 6.2.
    private static Version? Parse(string text)
    {
        var parts = text.Split('.');
        return int.TryParse(parts[0], out var major) && major is >= 0 and < 1000
            ? new Version(major, parts.Length > 1 ? int.TryParse(parts[1], out var minor) ? Math.Max(0, minor) : 2 : 0)
            : null;
    }

    private static ProvisioningFinding Of(CodeUse use, string resource, string message, string change) =>
        new(ProvisioningRules.CodeAgainstInfrastructure, ProvisioningSeverity.Warning, use.Place, resource, message, change);
}
