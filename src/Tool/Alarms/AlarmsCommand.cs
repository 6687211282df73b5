using System.CommandLine;
using RedisSafety.Provisioning;
using RedisSafety.Provisioning.AlarmSets;
using RedisSafety.Provisioning.Model;
using RedisSafety.Tool.Check;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Alarms;

/// <summary><c>alarms</c>: writes alarms for every node of a group, or checks those that exist.</summary>
internal static class AlarmsCommand
{
    private static readonly Dictionary<string, AlarmFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cloudformation"] = AlarmFormat.CloudFormation,
        ["terraform"] = AlarmFormat.Terraform,
        ["cdk-csharp"] = AlarmFormat.CdkCSharp,
        ["aws-cli"] = AlarmFormat.AwsCli,
        ["prometheus"] = AlarmFormat.Prometheus,
    };

    private static readonly string[] OfAlarms = ["RSF4008", "RSF4009", "RSF4010"];

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var group = new Option<string?>("--group") { Description = "The id of the replication group.", HelpName = "id" };
        var shards = new Option<int>("--shards")
        {
            Description = "The number of shards.",
            DefaultValueFactory = static _ =>
            1,
            HelpName = "n"
        };
        var replicas = new Option<int>("--replicas")
        {
            Description = "The number of replicas per shard.",
            DefaultValueFactory = static _ =>
            2,
            HelpName = "n"
        };
        var mode = new Option<ClusterMode?>("--cluster-mode")
        {
            Description = "disabled, enabled or compatible: nodes have other names. Default: enabled with more than one shard.",
            HelpName = "mode",
        };
        var topic = new Option<string?>("--topic")
        {
            Description = "The ARN of the topic to notify. Default: a new one.",
            HelpName = "arn"
        };
        var cpus = new Option<int?>("--vcpus") { Description = "Virtual CPUs of a node: adds an alarm on the host's CPU.", HelpName = "n" };
        var latency = new Option<bool>("--latency") { Description = "Add alarms on latency, which engines from 7.2 emit." };
        var format = new Option<string>("--out")
        {
            Description = "cloudformation, terraform, cdk-csharp, aws-cli or prometheus.",
            DefaultValueFactory = static _ => "cloudformation",
            HelpName = "format",
        };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var check = new Option<string[]>("--check")
        {
            Description = "Check the alarms of files instead: of any of these formats, describe-alarms output, or scripts.",
            HelpName = "file",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new ToolCommand("alarms", "Writes CloudWatch alarms for every node of a group, or finds alarms that can never fire.")
        {
            group, shards, replicas, mode, topic, cpus, latency, format, check,
        };
        command.Examples.Add(
            ("redis-safety alarms --group shop --replicas 2 --out terraform > alarms.tf", "alarms on shop-001 to shop-003"));
        command.Examples.Add(("redis-safety alarms --check alarms.sh --group shop --replicas 2", "those that never fire, or are missing"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new Output(parsed.InvocationConfiguration);
            var shardCount = parsed.GetValue(shards);
            var request = parsed.GetValue(group) is { } id
                ? new AlarmRequest(id, shardCount, parsed.GetValue(replicas), parsed.GetValue(mode)
                    ?? (shardCount > 1 ? ClusterMode.Enabled : ClusterMode.Disabled))
                {
                    Topic = parsed.GetValue(topic),
                    VirtualCpus = parsed.GetValue(cpus),
                    WithLatency = parsed.GetValue(latency),
                }
                : null;
            if (request?.Fault is { } fault)
            {
                throw new ToolException(fault + ".");
            }

            var files = parsed.GetValue(check) ?? [];
            if (files.Length > 0)
            {
                return Check(files, request, output, cancellationToken);
            }

            if (request is null)
            {
                throw new ToolException("Name the replication group by --group, or the files to check by --check.");
            }

            await parsed.InvocationConfiguration.Output.WriteAsync(
                AlarmRenderer.Render(new AlarmSet(request), Formats[parsed.GetValue(format)!]));
            return ExitCode.Clean;
        });
        return command;
    }

    private static int Check(string[] files, AlarmRequest? request, Output output, CancellationToken cancellationToken)
    {
        var sources = files.SelectMany(DeploymentInput.Expand).ToList();
        var deployment = DeploymentInput.Read(files, null, null, cancellationToken);
        if (deployment.Alarms.Count == 0)
        {
            throw new ToolException("No alarm is declared in what was read.");
        }

        if (request is not null)
        {
            deployment.Groups.RemoveAll(group => string.Equals(group.Id.Term, request.Id, StringComparison.OrdinalIgnoreCase));
            deployment.Groups.Add(request.ToGroup());
        }

        // The files of the command line are all alarms that there are.
        deployment.AlarmsAreComplete = true;
        var findings = ProvisioningChecker.Check(deployment, DateTime.UtcNow).Where(static finding => OfAlarms.Contains(finding.Rule.Id));
        var result = CheckResult.Of(sources[0], sources, [.. findings]);
        CheckCommand.Print(result, output);
        return result.ExitCode;
    }
}
