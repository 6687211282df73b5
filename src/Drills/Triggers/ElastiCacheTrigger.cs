using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RedisSafety.Drills.Triggers;

/// <summary>ElastiCache's own test of a failover, through the AWS CLI.</summary>
/// <param name="aws">The program: <c>aws</c>, or the path of it.</param>
/// <param name="group">The id of the replication group.</param>
/// <param name="shard">The id of the node group, <c>0001</c> for instance.</param>
/// <param name="common">Arguments of every call, such as <c>--region</c>.</param>
internal sealed class ElastiCacheTrigger(string aws, string group, string shard, IReadOnlyList<string> common) : ITrigger
{
    /// <summary>Tests of a failover in 24 hours, as AWS documents its quota.</summary>
    private const int TestsADay = 15;

    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Description => $"'{aws} {string.Join(' ', TestFailover)}' is run.";

    private string[] TestFailover => ["elasticache", "test-failover", "--replication-group-id", group, "--node-group-id", shard, .. common];

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var found = await DescribeAsync(cancellationToken);
        if ((string?)found["Status"] is not "available" and var status)
        {
            throw new DrillException($"The group '{group}' is '{status}', not 'available': something changes it already.");
        }

        if ((string?)found["AutomaticFailover"] != "enabled")
        {
            throw new DrillException($"Automatic failover of the group '{group}' is not enabled (RSF4001): a drill would be an outage.");
        }

        var node = (found["NodeGroups"] as JsonArray)?.FirstOrDefault(one => (string?)one?["NodeGroupId"] == shard)
            ?? throw new DrillException($"The group '{group}' has no shard '{shard}'.");
        if ((node["NodeGroupMembers"] as JsonArray)?.Count is not > 1)
        {
            throw new DrillException(
                $"The shard '{shard}' of the group '{group}' has no replica (RSF4003). The drill refuses to trigger a failover.");
        }

        var used = await TestsOfTheDayAsync(cancellationToken);
        if (used >= TestsADay)
        {
            throw new DrillException(string.Create(
                CultureInfo.InvariantCulture,
                $"The quota of failover tests is used up: {used} in the last 24 hours, and AWS allows {TestsADay}."));
        }
    }

    /// <inheritdoc/>
    public async Task PullAsync(Action<string> note, CancellationToken cancellationToken)
    {
        await RunAsync(TestFailover, cancellationToken);
        note($"test-failover of {group}, shard {shard}, is accepted");
    }

    /// <inheritdoc/>
    public async Task SettleAsync(Action<string> note, CancellationToken cancellationToken)
    {
        while ((string?)(await DescribeAsync(cancellationToken))["Status"] != "available")
        {
            await Task.Delay(PollEvery, cancellationToken);
        }

        note($"{group} is available");
    }

    private async Task<JsonNode> DescribeAsync(CancellationToken cancellationToken)
    {
        var reply = await RunAsync(
            ["elasticache", "describe-replication-groups", "--replication-group-id", group, .. common, "--output", "json"],
            cancellationToken);
        return (reply["ReplicationGroups"] as JsonArray)?.FirstOrDefault()
            ?? throw new DrillException($"There is no replication group '{group}'.");
    }

    private async Task<int> TestsOfTheDayAsync(CancellationToken cancellationToken)
    {
        var reply = await RunAsync(
            ["elasticache", "describe-events", "--source-type", "replication-group", "--duration", "1440", .. common, "--output", "json"],
            cancellationToken);
        return (reply["Events"] as JsonArray)?.Count(static one =>
            ((string?)one?["Message"])?.Contains("Test Failover API called", StringComparison.OrdinalIgnoreCase) == true) ?? 0;
    }

    private async Task<JsonNode> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string output;
        try
        {
            output = await ExternalProgram.RunAsync(aws, arguments, cancellationToken);
        }
        catch (DrillException exception) when (exception.InnerException is System.ComponentModel.Win32Exception)
        {
            throw new DrillException($"The AWS CLI is not installed: {exception.Message}", exception);
        }

        try
        {
            return JsonNode.Parse(output.Length == 0 ? "{}" : output) as JsonObject
                ?? throw new DrillException($"'{aws} {string.Join(' ', arguments.Take(2))}' wrote no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new DrillException($"'{aws} {string.Join(' ', arguments.Take(2))}' wrote no JSON: {exception.Message}", exception);
        }
    }
}
