namespace RedisSafety.Provisioning.Tests;

/// <summary>A template with a right group named shop and alarms on it.</summary>
internal static class AlarmCase
{
    /// <summary>An alarm on engine CPU, but for the given properties.</summary>
    public static string Alarm(string changes = "", string name = "A")
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Namespace"] = "AWS/ElastiCache",
            ["MetricName"] = "EngineCPUUtilization",
            ["Dimensions"] = "[{ Name: CacheClusterId, Value: shop-001 }]",
            ["Statistic"] = "Average",
            ["Period"] = "60",
            ["EvaluationPeriods"] = "5",
            ["ComparisonOperator"] = "GreaterThanThreshold",
            ["Threshold"] = "90",
        };
        foreach (var change in changes.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = change.IndexOf(':', StringComparison.Ordinal);
            properties[change[..at]] = change[(at + 1)..].Trim();
        }

        return $"  {name}:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n"
            + string.Concat(properties.Where(property => property.Value != "-")
                .Select(property => $"      {property.Key}: {property.Value}\n"));
    }

    /// <summary>Checks one alarm on each of the group's three nodes, with <c>NODE</c> in place of its id.</summary>
    public static void VerifyOnAll(string changes, string expected) => Sample.Verify(
        "", expected,
        string.Concat(Enumerable.Range(1, 3).Select(node => Alarm(
            "Dimensions: [{ Name: CacheClusterId, Value: NODE }];".Replace("NODE", $"shop-00{node}", StringComparison.Ordinal)
                + changes.Replace("NODE", $"shop-00{node}", StringComparison.Ordinal),
            "A" + node))));

    /// <summary>Checks one alarm, without what is reported because the others are missing.</summary>
    public static void Verify(string changes, string expected, string group = "", string more = "")
    {
        var findings = Sample.Check("shop.yaml", Sample.Group(group, Alarm(changes) + more))
            .Where(finding => !finding.Message.Contains("roles move", StringComparison.Ordinal)).ToList();
        Assert.True(expected == Sample.Ids(findings), $"{changes}: expected '{expected}'\n{Sample.Describe(findings)}");
    }
}
