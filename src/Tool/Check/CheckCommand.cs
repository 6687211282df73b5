using System.CommandLine;
using RedisSafety.Provisioning;
using RedisSafety.Provisioning.Model;
using RedisSafety.Provisioning.Yaml;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Rules;
using RedisSafety.Tool.Sources;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Check;

/// <summary><c>check</c>: checks an ElastiCache deployment in any form in which it is declared.</summary>
internal static class CheckCommand
{
    private static readonly string[] Reports = ["--sarif", "--markdown", "--junit", "--json"];

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var describe = Files("--describe",
            "Output of 'aws elasticache describe-…', 'cloudwatch describe-alarms' or 'sns get-topic-attributes'.");
        var cloudFormation = Files("--cloudformation", "Templates in JSON or YAML, or a folder of them, such as cdk.out.");
        var terraform = Files("--terraform", "Output of 'terraform show -json' of a plan or a state, or .tf files.");
        var script = Files("--script", "Scripts with AWS CLI commands.");
        var redis = new Option<string[]>("--redis")
        {
            Description = "A running deployment, by its connection string: INFO and, if allowed, CONFIG GET of every node.",
            HelpName = "connection",
        };
        var project = new Option<string?>("--project")
        {
            Description = "A solution or project: compare what its code expects with the deployment.",
            HelpName = "path",
        };
        var parameters = new Option<string[]>("--parameter")
        {
            Description = "The value of a CloudFormation parameter or pseudo parameter.",
            HelpName = "Name=Value",
            AllowMultipleArgumentsPerToken = true,
        };
        var ignore = RuleOption.Create("--ignore", "Leave out these rules.");
        var severity = SeverityOption.Create();
        var reports = ReportFiles.All.Where(static report => Reports.Contains(report.Option))
            .Select(static report =>
                (Option: new Option<string?>(report.Option) { Description = report.Description, HelpName = "file" }, report.Write))
            .ToList();

        var command = new ToolCommand("check",
            "Checks an ElastiCache deployment: failover, zones, backups, encryption, notifications and alarms.")
        {
            describe, cloudFormation, terraform, script, redis, project, parameters, ignore, severity,
        };
        foreach (var (option, _) in reports)
        {
            command.Options.Add(option);
        }

        command.Examples.Add(("redis-safety check --cloudformation cdk.out", "what the CDK synthesized"));
        command.Examples.Add(("redis-safety check --terraform plan.json --sarif redis.sarif", "a plan, for CI"));
        command.Examples.Add(("redis-safety check --describe groups.json clusters.json alarms.json topic.json", "what is deployed"));
        command.Examples.Add(("redis-safety check --terraform plan.json --project Shop.sln", "code against infrastructure"));
        command.Examples.Add(("redis-safety check --redis 10.0.1.5:6379,password=…", "a running deployment"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var values = Parameters(parsed.GetValue(parameters) ?? []);
            var sources = new List<string>();
            var deployment = new Deployment();
            foreach (var (option, form) in new[]
            {
                (describe, DeploymentForm.Describe), (cloudFormation, DeploymentForm.CloudFormation), (terraform, DeploymentForm.Terraform),
                (script, DeploymentForm.Script),
            })
            {
                var paths = parsed.GetValue(option) ?? [];
                if (paths.Length > 0)
                {
                    sources.AddRange(paths.SelectMany(DeploymentInput.Expand));
                    deployment.Add(DeploymentInput.Read(paths, form, values, cancellationToken));
                }
            }

            foreach (var connection in parsed.GetValue(redis) ?? [])
            {
                var live = await LiveDeployment.ReadAsync(connection, cancellationToken);
                sources.AddRange(live.Servers.Select(static server => server.Endpoint));
                deployment.Add(live);
            }

            if (sources.Count == 0)
            {
                throw new ToolException("Name at least one of --describe, --cloudformation, --terraform, --script and --redis.");
            }

            if (deployment.Resources == 0)
            {
                throw new ToolException("No ElastiCache group, cache or alarm is declared in what was read.");
            }

            if (parsed.GetValue(project) is { } code)
            {
                deployment.Code.AddRange(ProjectCode.Read(code, cancellationToken));
            }

            var ignored = parsed.GetValue(ignore) ?? [];
            var findings = ProvisioningChecker.Check(deployment, DateTime.UtcNow)
                .Where(finding => !ignored.Contains(finding.Rule.Id, StringComparer.OrdinalIgnoreCase));
            var result = CheckResult.Of(sources[0], sources, [.. findings]);
            result = result with { Findings = [.. result.Findings.Where(finding => finding.Severity >= parsed.GetValue(severity))] };
            var files = new SourceFiles();
            foreach (var (option, write) in reports)
            {
                if (parsed.GetValue(option) is { } file)
                {
                    ReportFiles.Write(file, stream => write(result, files, stream));
                }
            }

            Print(result, new Output(parsed.InvocationConfiguration));
            return result.ExitCode;
        });
        return command;
    }

    /// <summary>Prints every finding with its place, and the verdict.</summary>
    public static void Print(ScanResult result, Output output)
    {
        foreach (var finding in result.Findings)
        {
            output.Line(
                $"{result.Relative(finding.Place.File)}({finding.Place.StartLine},{finding.Place.StartColumn}): {Words.Of(finding.Severity)} {finding.Rule}: {finding.Message}",
                finding.Severity switch { Severity.Error => "red", Severity.Warning => "yellow", _ => "grey" });
        }

        var source = result.Projects.All(static project => File.Exists(project.Path)) ? "file" : "source";
        output.Line($"{Words.Count(result.Projects.Count, source)} checked, {Words.Count(result.Findings.Count, "finding")}.");
    }

    private static Option<string[]> Files(string name, string description) =>
        new(name) { Description = description, HelpName = "file", AllowMultipleArgumentsPerToken = true };

    private static Dictionary<string, string> Parameters(IEnumerable<string> assignments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var assignment in assignments)
        {
            var at = assignment.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new ToolException($"'{assignment}' is no Name=Value.");
            }

            values[assignment[..at]] = assignment[(at + 1)..];
        }

        return values;
    }
}
