using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Rules;

/// <summary>RSF4007: failover events reach a topic that ElastiCache can publish to.</summary>
internal static class NotificationRule
{
    private const string Owner = "aws:sourceowner";
    private const string SourceAccount = "aws:sourceaccount";

    public static IEnumerable<ProvisioningFinding> Check(Deployment deployment) =>
        deployment.Groups.SelectMany(group => CheckGroup(group, deployment));

    private static IEnumerable<ProvisioningFinding> CheckGroup(ReplicationGroup group, Deployment deployment)
    {
        var topic = group.NotificationTopic;
        if (topic.Is(""))
        {
            if (!deployment.HasEventRule)
            {
                yield return Report.Of(
                    ProvisioningRules.Notifications, group, topic.Place,
                    $"'{group.Name}' has no notification topic: a failover goes unnoticed, and so does one that fails",
                    Report.Set(group, "NotificationTopicArn", "the ARN of an unencrypted topic"));
            }

            yield break;
        }

        if (group.NotificationStatus.Is("inactive"))
        {
            yield return Report.Of(
                ProvisioningRules.Notifications, group, group.NotificationStatus.Place,
                $"Notifications of '{group.Name}' are inactive: no event is published",
                    Report.Set(group, "NotificationTopicStatus", "active"));
            yield break;
        }

        if (Elsewhere(group, topic) is { } elsewhere)
        {
            yield return elsewhere;
            yield break;
        }

        var target = deployment.Topics.FirstOrDefault(known => known.Arn.IsSameAs(topic));
        if (target is not null && target.IsEncrypted.Is(true))
        {
            yield return new(
                ProvisioningRules.Notifications, ProvisioningSeverity.Warning, target.IsEncrypted.Place ?? target.Place, target.Name,
                $"The topic of '{group.Name}' is encrypted: ElastiCache cannot publish to it, and reports no error",
                $"remove {PropertyNames.In(target.Dialect, "KmsMasterKeyId")}");
        }

        // A policy that cannot be read may allow it.
        var policies = deployment.TopicPolicies.Where(policy => policy.Topic.IsSameAs(topic)).Select(static policy => policy.Grants)
            .ToList();
        if (policies.Count == 0 && target?.Grants is { } own)
        {
            policies.Add(own);
        }

        var grants = policies.Contains(null) ? [] : policies.SelectMany(static policy => policy!).ToList();
        if (grants.Count > 0
            && grants.All(static grant => grant.ConditionKeys.Contains(SourceAccount) && !grant.ConditionKeys.Contains(Owner)))
        {
            yield return new(
                ProvisioningRules.Notifications, ProvisioningSeverity.Warning, grants[0].Place, target?.Name ?? group.Name,
                $"The policy of the topic of '{group.Name}' allows by aws:SourceAccount, which ElastiCache does not send: it cannot publish",
                "allow sns:Publish with the condition aws:SourceOwner");
        }
    }

    private static ProvisioningFinding? Elsewhere(ReplicationGroup group, Setting<string> topic)
    {
        var parts = topic.IsKnown ? topic.Value.Split(':') : [];
        if (parts.Length < 6 || parts[0] != "arn")
        {
            return null;
        }

        var other = group.Region is { IsKnown: true, Value.Length: > 0 } region && !region.Is(parts[3]) ? $"region {parts[3]}"
            : group.Account is { IsKnown: true, Value.Length: > 0 } account && !account.Is(parts[4]) ? $"account {parts[4]}"
            : null;
        return other is null ? null : Report.Of(
            ProvisioningRules.Notifications, group, topic.Place,
            $"The topic of '{group.Name}' is in {other}: ElastiCache publishes to topics of its own account and region alone",
            Report.Set(group, "NotificationTopicArn", "a topic of the group's account and region"));
    }
}
