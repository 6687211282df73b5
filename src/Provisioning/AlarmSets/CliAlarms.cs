namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Writes a shell script of AWS CLI commands, which can run again at any time.</summary>
internal static class CliAlarms
{
    public static string Render(AlarmSet set)
    {
        var request = set.Request;
        var lines = new Lines()
            .Add("#!/usr/bin/env bash")
            .Add($"# Alarms on every node of the replication group {request.Id}.")
            .Add("set -euo pipefail")
            .Add();
        if (request.Topic is null)
        {
            lines.Add("# ElastiCache publishes to an unencrypted topic, under aws:SourceOwner alone.")
                .Add("account=$(aws sts get-caller-identity --query Account --output text)")
                .Add($"topic=$(aws sns create-topic --name {set.TopicName} --query TopicArn --output text)")
                .Add("aws sns set-topic-attributes --topic-arn \"$topic\" --attribute-name Policy --attribute-value '{")
                .Add("  \"Version\": \"2012-10-17\",")
                .Add("  \"Statement\": [")
                .Add("    {")
                .Add("      \"Sid\": \"ElastiCacheEvents\", \"Effect\": \"Allow\", \"Principal\": { \"AWS\": \"*\" }, \"Action\": \"sns:Publish\",")
                .Add("      \"Resource\": \"'\"$topic\"'\", \"Condition\": { \"StringEquals\": { \"aws:SourceOwner\": \"'\"$account\"'\" } }")
                .Add("    },")
                .Add("    {")
                .Add("      \"Sid\": \"CloudWatchAlarms\", \"Effect\": \"Allow\", \"Principal\": { \"Service\": \"cloudwatch.amazonaws.com\" }, \"Action\": \"sns:Publish\",")
                .Add("      \"Resource\": \"'\"$topic\"'\", \"Condition\": { \"StringEquals\": { \"aws:SourceAccount\": \"'\"$account\"'\" } }")
                .Add("    }")
                .Add("  ]")
                .Add("}'");
        }
        else
        {
            lines.Add($"topic={request.Topic}");
        }

        lines.Add("aws elasticache modify-replication-group \\")
            .Add($"  --replication-group-id {request.Id} \\")
            .Add("  --notification-topic-arn \"$topic\" \\")
            .Add("  --apply-immediately")
            .Add()
            .Add($"for node in {string.Join(" ", set.Nodes)}; do");
        foreach (var alarm in set.Definitions)
        {
            lines.Add($"  # {alarm.Source}")
                .Add("  aws cloudwatch put-metric-alarm \\")
                .Add($"    --alarm-name \"$node-{alarm.Slug}\" \\")
                .Add($"    --alarm-description \"{alarm.Description}\" \\")
                .Add($"    --namespace AWS/ElastiCache --metric-name {alarm.Metric} \\")
                .Add(alarm.WithNodeNumber
                    ? "    --dimensions \"Name=CacheClusterId,Value=$node\" Name=CacheNodeId,Value=0001 \\"
                    : "    --dimensions \"Name=CacheClusterId,Value=$node\" \\")
                .Add($"    --statistic {alarm.Statistic} --period {alarm.Period} --evaluation-periods {alarm.Periods} --datapoints-to-alarm {alarm.Datapoints} \\")
                .Add($"    --comparison-operator {alarm.Comparison} --threshold {AlarmSet.Text(alarm.Threshold)} \\")
                .Add($"    --treat-missing-data {alarm.MissingData} --alarm-actions \"$topic\"");
        }

        return lines.Add("done").ToString();
    }
}
