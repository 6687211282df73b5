namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Writes a CloudFormation template in YAML.</summary>
internal static class CloudFormationAlarms
{
    public static string Render(AlarmSet set)
    {
        var request = set.Request;
        var lines = new Lines()
            .Add("AWSTemplateFormatVersion: '2010-09-09'")
            .Add($"Description: Alarms on every node of the replication group {request.Id}")
            .Add("Resources:");
        if (request.Topic is null)
        {
            // ElastiCache publishes under aws:SourceOwner alone, and to an unencrypted topic. Alarms publish as the service CloudWatch.
            lines.Add("  AlarmTopic:")
                .Add("    Type: AWS::SNS::Topic")
                .Add("    Properties:")
                .Add($"      TopicName: {set.TopicName}")
                .Add("  AlarmTopicPolicy:")
                .Add("    Type: AWS::SNS::TopicPolicy")
                .Add("    Properties:")
                .Add("      Topics:")
                .Add("        - !Ref AlarmTopic")
                .Add("      PolicyDocument:")
                .Add("        Version: '2012-10-17'")
                .Add("        Statement:")
                .Add("          - Sid: ElastiCacheEvents")
                .Add("            Effect: Allow")
                .Add("            Principal:")
                .Add("              AWS: '*'")
                .Add("            Action: sns:Publish")
                .Add("            Resource: !Ref AlarmTopic")
                .Add("            Condition:")
                .Add("              StringEquals:")
                .Add("                aws:SourceOwner: !Ref AWS::AccountId")
                .Add("          - Sid: CloudWatchAlarms")
                .Add("            Effect: Allow")
                .Add("            Principal:")
                .Add("              Service: cloudwatch.amazonaws.com")
                .Add("            Action: sns:Publish")
                .Add("            Resource: !Ref AlarmTopic")
                .Add("            Condition:")
                .Add("              StringEquals:")
                .Add("                aws:SourceAccount: !Ref AWS::AccountId");
        }

        foreach (var node in set.Nodes)
        {
            foreach (var alarm in set.Definitions)
            {
                lines.Add($"  {LogicalId(node, alarm)}:")
                    .Add("    Type: AWS::CloudWatch::Alarm")
                    .Add("    Properties:")
                    .Add($"      AlarmName: {node}-{alarm.Slug}")
                    .Add($"      AlarmDescription: \"{alarm.Description} ({alarm.Source})\"")
                    .Add("      Namespace: AWS/ElastiCache")
                    .Add($"      MetricName: {alarm.Metric}")
                    .Add("      Dimensions:")
                    .Add("        - Name: CacheClusterId")
                    .Add($"          Value: {node}");
                if (alarm.WithNodeNumber)
                {
                    lines.Add("        - Name: CacheNodeId").Add("          Value: '0001'");
                }

                lines.Add($"      Statistic: {alarm.Statistic}")
                    .Add($"      Period: {alarm.Period}")
                    .Add($"      EvaluationPeriods: {alarm.Periods}")
                    .Add($"      DatapointsToAlarm: {alarm.Datapoints}")
                    .Add($"      ComparisonOperator: {alarm.Comparison}")
                    .Add($"      Threshold: {AlarmSet.Text(alarm.Threshold)}")
                    .Add($"      TreatMissingData: {alarm.MissingData}")
                    .Add("      AlarmActions:")
                    .Add(request.Topic is null ? "        - !Ref AlarmTopic" : $"        - {request.Topic}");
            }
        }

        if (request.Topic is null)
        {
            lines.Add("Outputs:")
                .Add("  AlarmTopicArn:")
                .Add("    Description: The NotificationTopicArn for the replication group")
                .Add("    Value: !Ref AlarmTopic");
        }

        return lines.ToString();
    }

    private static string LogicalId(string node, AlarmDefinition alarm) =>
        string.Concat((node + "-" + alarm.Slug).Split('-').Where(static part => part.Length > 0)
            .Select(static part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
}
