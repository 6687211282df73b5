namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Writes a Terraform file.</summary>
internal static class TerraformAlarms
{
    public static string Render(AlarmSet set)
    {
        var request = set.Request;
        var prefix = request.Id.Replace('-', '_');
        var topic = request.Topic is null ? $"aws_sns_topic.{prefix}_alarms.arn" : $"\"{request.Topic}\"";
        var lines = new Lines()
            .Add("locals {")
            .Add($"  # Metrics are per node. Roles move at a failover, so every node has every alarm.")
            .Add($"  {prefix}_nodes = [")
            .Add(string.Join("\n", set.Nodes.Select(static node => $"    \"{node}\",")))
            .Add("  ]")
            .Add("}");
        if (request.Topic is null)
        {
            lines.Add()
                .Add("data \"aws_caller_identity\" \"current\" {}")
                .Add()
                .Add("# Unencrypted: ElastiCache cannot publish to an encrypted topic.")
                .Add($"resource \"aws_sns_topic\" \"{prefix}_alarms\" {{")
                .Add($"  name = \"{set.TopicName}\"")
                .Add("}")
                .Add()
                .Add("# ElastiCache publishes under aws:SourceOwner alone.")
                .Add($"resource \"aws_sns_topic_policy\" \"{prefix}_alarms\" {{")
                .Add($"  arn = {topic}")
                .Add("  policy = jsonencode({")
                .Add("    Version = \"2012-10-17\"")
                .Add("    Statement = [")
                .Add("      {")
                .Add("        Sid       = \"ElastiCacheEvents\"")
                .Add("        Effect    = \"Allow\"")
                .Add("        Principal = { AWS = \"*\" }")
                .Add("        Action    = \"sns:Publish\"")
                .Add($"        Resource  = {topic}")
                .Add("        Condition = { StringEquals = { \"aws:SourceOwner\" = data.aws_caller_identity.current.account_id } }")
                .Add("      },")
                .Add("      {")
                .Add("        Sid       = \"CloudWatchAlarms\"")
                .Add("        Effect    = \"Allow\"")
                .Add("        Principal = { Service = \"cloudwatch.amazonaws.com\" }")
                .Add("        Action    = \"sns:Publish\"")
                .Add($"        Resource  = {topic}")
                .Add("        Condition = { StringEquals = { \"aws:SourceAccount\" = data.aws_caller_identity.current.account_id } }")
                .Add("      },")
                .Add("    ]")
                .Add("  })")
                .Add("}");
        }

        foreach (var alarm in set.Definitions)
        {
            lines.Add()
                .Add($"# {alarm.Source}")
                .Add($"resource \"aws_cloudwatch_metric_alarm\" \"{prefix}_{alarm.Slug.Replace('-', '_')}\" {{")
                .Add($"  for_each            = toset(local.{prefix}_nodes)")
                .Add($"  alarm_name          = \"${{each.key}}-{alarm.Slug}\"")
                .Add($"  alarm_description   = \"{alarm.Description}\"")
                .Add("  namespace           = \"AWS/ElastiCache\"")
                .Add($"  metric_name         = \"{alarm.Metric}\"")
                .Add($"  statistic           = \"{alarm.Statistic}\"")
                .Add($"  period              = {alarm.Period}")
                .Add($"  evaluation_periods  = {alarm.Periods}")
                .Add($"  datapoints_to_alarm = {alarm.Datapoints}")
                .Add($"  comparison_operator = \"{alarm.Comparison}\"")
                .Add($"  threshold           = {AlarmSet.Text(alarm.Threshold)}")
                .Add($"  treat_missing_data  = \"{alarm.MissingData}\"")
                .Add($"  alarm_actions       = [{topic}]")
                .Add()
                .Add("  dimensions = {")
                .Add("    CacheClusterId = each.key");
            if (alarm.WithNodeNumber)
            {
                lines.Add("    CacheNodeId    = \"0001\"");
            }

            lines.Add("  }").Add("}");
        }

        return lines.ToString();
    }
}
