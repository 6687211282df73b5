using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4012: data that must not vanish is on a server that keeps it, and replicas refuse writes.</summary>
internal static class DurabilityRule
{
    private const string PolicyName = "maxmemory-policy";

    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) =>
        ReplicaWrites(deployment).Concat(Evictions(deployment)).Concat(Losses(deployment));

    // On by default: a client that keeps its connection to a former primary is then closed and finds the new one.
    private static IEnumerable<ProvisioningFinding> ReplicaWrites(Deployment deployment) =>
        from parameters in deployment.ParameterGroups
        let setting = parameters.Parameters.TryGetValue("close-on-replica-write", out var value) ? value : Setting<string>.Unknown
        where setting.IsKnown && setting.Value.Equals("no", StringComparison.OrdinalIgnoreCase)
        select new ProvisioningFinding(
            ProvisioningRules.Durability, ProvisioningSeverity.Warning, setting.Place ?? parameters.Place, parameters.Name,
            $"'{parameters.Name}' turns close-on-replica-write off: after a failover, clients keep their connections to the old primary, which refuses every write",
            "close-on-replica-write yes");

    private static IEnumerable<ProvisioningFinding> Evictions(Deployment deployment)
    {
        if (MostPrecious(deployment) is not { } use)
        {
            yield break;
        }

        foreach (var parameters in deployment.ParameterGroups)
        {
            if (parameters.Parameters.TryGetValue(PolicyName, out var policy) && Evicts(policy))
            {
                yield return Eviction(use, parameters.Name, policy.Value);
            }
        }

        // A default parameter group evicts what has an expiry, which tokens and locks have.
        foreach (var group in deployment.Groups.Where(static group =>
            group.ParameterGroup.IsKnown && (group.ParameterGroup.Value.Length == 0
            || group.ParameterGroup.Value.StartsWith("default.", StringComparison.OrdinalIgnoreCase))))
        {
            if (use.Kind != CodeUseKind.KeyRing)
            {
                yield return Eviction(use, group.Name, "volatile-lru");
            }
        }

        foreach (var server in deployment.Servers.Where(static server => Evicts(server.EvictionPolicy) && !server.MaxMemory.Is(0)))
        {
            if (use.Kind != CodeUseKind.KeyRing || server.EvictionPolicy.Value.StartsWith("allkeys-", StringComparison.OrdinalIgnoreCase))
            {
                yield return Eviction(use, server.Endpoint, server.EvictionPolicy.Value);
            }
        }
    }

    private static IEnumerable<ProvisioningFinding> Losses(Deployment deployment)
    {
        var use = deployment.Code.FirstOrDefault(static use => use.Kind == CodeUseKind.KeyRing)
            ?? deployment.Code.FirstOrDefault(static use => use.Kind == CodeUseKind.OnceToken);
        if (use is null)
        {
            yield break;
        }

        foreach (var server in deployment.Servers.Where(static server =>
            server.IsPrimary.Is(true) && server.AppendOnly.Is(false) && server.Saves.Is(false)))
        {
            yield return Of(
                use, server.Endpoint,
                    $"{use.Detail} must not vanish, and {server.Endpoint} has neither AOF nor snapshots: a restart empties it",
                "appendonly yes");
        }

        foreach (var group in deployment.Groups.Where(static group => group.SnapshotRetention.Is(0) && group.ReplicasPerShard.Is(0)))
        {
            yield return Of(
                use, group.Name, $"{use.Detail} must not vanish, and '{group.Name}' has neither replicas nor backups",
                Report.Set(group, "SnapshotRetentionLimit", "7"));
        }
    }

    private static CodeUse? MostPrecious(Deployment deployment) =>
        deployment.Code.FirstOrDefault(static use => use.Kind is CodeUseKind.OnceToken or CodeUseKind.Lock)
        ?? deployment.Code.FirstOrDefault(static use => use.Kind == CodeUseKind.KeyRing);

    private static ProvisioningFinding Eviction(CodeUse use, string resource, string policy) => Of(
        use, resource, $"{use.Detail} must not vanish, and '{resource}' evicts ({policy}): when memory is full, it is dropped without notice",
        $"{PolicyName} noeviction");

    private static ProvisioningFinding Of(CodeUse use, string resource, string message, string change) =>
        new(ProvisioningRules.Durability, ProvisioningSeverity.Warning, use.Place, resource, message, change);

    private static bool Evicts(Setting<string> policy) =>
        policy is { IsKnown: true, Value.Length: > 0 } && !policy.Value.Equals("noeviction", StringComparison.OrdinalIgnoreCase);
}
