namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Writes a construct of the AWS CDK in C#.</summary>
internal static class CdkAlarms
{
    public static string Render(AlarmSet set)
    {
        var request = set.Request;
        var name = string.Concat(request.Id.Split('-').Where(static part => part.Length > 0)
            .Select(static part => char.ToUpperInvariant(part[0]) + part.Substring(1))) + "Alarms";
        var lines = new Lines()
            .Add("using System.Collections.Generic;")
            .Add("using Amazon.CDK;")
            .Add("using Amazon.CDK.AWS.CloudWatch;");
        if (request.Topic is null)
        {
            lines.Add("using Amazon.CDK.AWS.SNS;");
        }

        lines.Add("using Constructs;")
            .Add()
            .Add($"/// <summary>Alarms on every node of the replication group {request.Id}: roles move at a failover.</summary>")
            .Add($"public sealed class {name} : Construct")
            .Add("{")
            .Add($"    public {name}(Construct scope, string id)")
            .Add("        : base(scope, id)")
            .Add("    {");
        if (request.Topic is null)
        {
            lines.Add("        // Unencrypted: ElastiCache cannot publish to an encrypted topic.")
                .Add($"        var topic = new CfnTopic(this, \"Topic\", new CfnTopicProps {{ TopicName = \"{set.TopicName}\" }});")
                .Add()
                .Add("        // ElastiCache publishes under aws:SourceOwner alone.")
                .Add("        new CfnTopicPolicy(this, \"TopicPolicy\", new CfnTopicPolicyProps")
                .Add("        {")
                .Add("            Topics = new[] { topic.Ref },")
                .Add("            PolicyDocument = new Dictionary<string, object>")
                .Add("            {")
                .Add("                [\"Version\"] = \"2012-10-17\",")
                .Add("                [\"Statement\"] = new object[]")
                .Add("                {");
            Statement(lines, "ElastiCacheEvents", "AWS", "*", "aws:SourceOwner");
            Statement(lines, "CloudWatchAlarms", "Service", "cloudwatch.amazonaws.com", "aws:SourceAccount");
            lines.Add("                },")
                .Add("            },")
                .Add("        });")
                .Add();
        }

        var nodes = string.Join(", ", set.Nodes.Select(static node => $"\"{node}\""));
        lines.Add($"        foreach (var node in new[] {{ {nodes} }})").Add("        {");
        for (var i = 0; i < set.Definitions.Count; i++)
        {
            var alarm = set.Definitions[i];
            lines.Add(i == 0 ? $"            // {alarm.Source}" : $"\n            // {alarm.Source}")
                .Add($"            new CfnAlarm(this, node + \"-{alarm.Slug}\", new CfnAlarmProps")
                .Add("            {")
                .Add($"                AlarmName = node + \"-{alarm.Slug}\",")
                .Add($"                AlarmDescription = \"{alarm.Description}\",")
                .Add("                Namespace = \"AWS/ElastiCache\",")
                .Add($"                MetricName = \"{alarm.Metric}\",")
                .Add("                Dimensions = new[]")
                .Add("                {")
                .Add("                    new CfnAlarm.DimensionProperty { Name = \"CacheClusterId\", Value = node },");
            if (alarm.WithNodeNumber)
            {
                lines.Add("                    new CfnAlarm.DimensionProperty { Name = \"CacheNodeId\", Value = \"0001\" },");
            }

            lines.Add("                },")
                .Add($"                Statistic = \"{alarm.Statistic}\",")
                .Add($"                Period = {alarm.Period},")
                .Add($"                EvaluationPeriods = {alarm.Periods},")
                .Add($"                DatapointsToAlarm = {alarm.Datapoints},")
                .Add($"                ComparisonOperator = \"{alarm.Comparison}\",")
                .Add($"                Threshold = {AlarmSet.Text(alarm.Threshold)},")
                .Add($"                TreatMissingData = \"{alarm.MissingData}\",")
                .Add(request.Topic is null ? "                AlarmActions = new[] { topic.Ref },"
                    : $"                AlarmActions = new[] {{ \"{request.Topic}\" }},")
                .Add("            });");
        }

        return lines.Add("        }").Add("    }").Add("}").ToString();
    }

    private static void Statement(Lines lines, string id, string kind, string principal, string condition) => lines
        .Add("                    new Dictionary<string, object>")
        .Add("                    {")
        .Add($"                        [\"Sid\"] = \"{id}\",")
        .Add("                        [\"Effect\"] = \"Allow\",")
        .Add($"                        [\"Principal\"] = new Dictionary<string, object> {{ [\"{kind}\"] = \"{principal}\" }},")
        .Add("                        [\"Action\"] = \"sns:Publish\",")
        .Add("                        [\"Resource\"] = topic.Ref,")
        .Add("                        [\"Condition\"] = new Dictionary<string, object>")
        .Add("                        {")
        .Add($"                            [\"StringEquals\"] = new Dictionary<string, object> {{ [\"{condition}\"] = Aws.ACCOUNT_ID }},")
        .Add("                        },")
        .Add("                    },");
}
