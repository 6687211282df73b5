using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using RedisSafety.Drills;
using RedisSafety.Drills.Targets;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Drills;

/// <summary><c>drill</c>: rehearses failovers under load, and judges the figures of the clients.</summary>
internal static class DrillCommand
{
    private static readonly (string Option, string Description, Action<DrillReport, Stream> Write)[] Reports =
    [
        ("--html", "Write one self-contained page with a timeline.", DrillHtml.Write),
        ("--json", "Write everything as JSON.", DrillJson.Write),
        ("--junit", "Write JUnit XML, with a test for each limit.", DrillJunit.Write),
        ("--markdown", "Write a summary for a pull request or a runbook.", DrillMarkdown.Write),
    ];

    private static string ScenarioNames { get; } = string.Join(", ", LocalScenarios.All.Select(static scenario => scenario.Name));

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var local = new Option<string[]>("--local")
        {
            Description = $"Scenarios on servers that the drill starts: {ScenarioNames}, or all. Default: planned-swap,kill.",
            HelpName = "names",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = static result => Names(result),
        };
        var compare = new Option<bool>("--compare") { Description = "Run StackExchange.Redis and its WithRetry beside RedisSafety." };
        var seed = new Option<int?>("--seed")
        {
            Description = "The seed of the load. Default: a new one, which is printed.",
            HelpName = "n"
        };
        var rate = Number("--rate", "Calls a second of each client.", 400, 1, 100_000);
        var workers = Number("--workers", "Workers of each client. A worker waits for its reply before its next call.", 4, 1, 256);
        var warmUp = Time("--warm-up", "How long the load runs before the trigger.", "1s");
        var observe = Time("--observe", "How long clients may take to recover after the servers.", "10s");
        var serverLimit = Time("--server-limit", "How long the servers may take to recover, and to be redundant again.", "60s");
        var budget = Time("--call-budget", "The budget of a call through RedisSafety.", "30s");
        var promotion = Time("--promote-after", "Local servers: from the loss of a primary to the promotion of its replica.", "100ms");
        var nameAfter = Time("--name-after", "Local servers: from a promotion to the move of the name.", "100ms");
        var redis = Text("--redis", "Make a deployment fail over, by its connection string.", "connection");
        var consent = Text("--consent", "The host of the deployment: the drill may disturb it. Loopback needs no consent.", "host");
        var trigger = Text("--trigger", "With --redis: a shell command that makes it fail over. Default: the command of Redis.", "command");
        var group = Text("--elasticache", "With --redis: run 'aws elasticache test-failover' on this replication group.", "group");
        var shard = Number("--shard", "With --redis: the number of the shard.", 1, 1, 500);
        var region = Text("--region", "The AWS region.", "region");
        var profile = Text("--profile", "The profile of the AWS CLI.", "name");
        var aws = Text("--aws", "The AWS CLI. Default: aws.", "program");
        var dryRun = new Option<bool>("--dry-run") { Description = "Look at the deployment and print what the drill would do." };
        var stopAtFailed = Number("--stop-at-failed", "Stop the load if more calls of RedisSafety fail.", 100_000, 0, int.MaxValue);
        var limitFile = Text("--limits", "A JSON file with limits, by the names of their options.", "file");
        var history = new Option<string?>("--history")
        {
            Description = "Append this drill to a file, and compare it with the earlier ones.",
            HelpName = "file"
        };
        var runbook = Text("--runbook", "Write the figures into a Markdown file, between the two comments that mark their place.", "file");
        var limits = Threshold.All
            .Select(static threshold => (threshold, Option: Limit(threshold)))
            .ToList();
        var reports = Reports
            .Select(static report =>
                (Option: new Option<string?>(report.Option) { Description = report.Description, HelpName = "file" }, report.Write))
            .ToList();
        var command = new ToolCommand("drill", "Rehearses failovers under load: measures what clients see, and judges it by limits.")
        {
            local, redis, consent, trigger, group, shard, region, profile, aws, dryRun, compare, seed, rate, workers, warmUp, observe,
            serverLimit, budget, stopAtFailed, promotion, nameAfter, history, limitFile, runbook,
        };
        foreach (var option in limits.Select(static limit => limit.Option).Concat(reports.Select(static report => report.Option)))
        {
            command.Options.Add(option);
        }

        command.Examples.Add(
            ("redis-safety drill --local planned-swap,kill --compare --html drill.html", "servers of its own, other clients beside"));
        command.Examples.Add(("redis-safety drill --max-rto 2s --max-lost 0 --junit drill.xml", "limits, for CI"));
        command.Examples.Add(
            ("redis-safety drill --redis shop.abc123.use1.cache.amazonaws.com:6379 --elasticache shop --dry-run", "the plan alone"));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new Output(parsed.InvocationConfiguration);
            var settings = new DrillSettings
            {
                Systems = parsed.GetValue(compare) ? ["redissafety", "raw", "withretry"] : ["redissafety"],
                Seed = parsed.GetValue(seed) ?? RandomNumberGenerator.GetInt32(1, 1_000_000),
                Rate = parsed.GetValue(rate),
                Workers = parsed.GetValue(workers),
                WarmUp = parsed.GetValue(warmUp),
                Observe = parsed.GetValue(observe),
                ServerLimit = parsed.GetValue(serverLimit),
                CallBudget = parsed.GetValue(budget),
                StopAtFailed = parsed.GetValue(stopAtFailed),
            };
            var run = new DrillRun(settings, output)
            {
                Limits = LimitsOf(parsed.GetValue(limitFile), limits.Select(limit => (limit.threshold, parsed.GetValue(limit.Option)))),
                History = parsed.GetValue(history),
                Runbook = parsed.GetValue(runbook),
                Reports = [.. reports.Where(report => parsed.GetValue(report.Option) is not null)
                    .Select(report => (parsed.GetValue(report.Option)!, report.Write))],
            };
            try
            {
                if (parsed.GetValue(redis) is { } connection)
                {
                    if (parsed.GetValue(local) is { Length: > 0 })
                    {
                        throw new ToolException("--local and --redis exclude each other.");
                    }

                    var remote = new RemoteDrill
                    {
                        Connection = connection,
                        Consent = parsed.GetValue(consent),
                        Trigger = parsed.GetValue(trigger),
                        Group = parsed.GetValue(group),
                        Shard = parsed.GetValue(shard),
                        Aws = parsed.GetValue(aws) ?? "aws",
                        AwsArguments = [.. AwsArguments(parsed.GetValue(region), parsed.GetValue(profile))],
                        SettleLimit = settings.ServerLimit,
                    };
                    return parsed.GetValue(dryRun)
                        ? await DryRunAsync(remote, output, cancellationToken)
                        : await run.RunAsync(
                            remote.Title,
                            [("failover", async () => (await remote.OpenAsync(false, cancellationToken)).Target)],
                            cancellationToken);
                }

                if ((parsed.GetValue(trigger) ?? parsed.GetValue(group) ?? parsed.GetValue(consent)) is not null)
                {
                    throw new ToolException("--trigger, --elasticache and --consent need --redis, by which clients reach the deployment.");
                }

                var names = parsed.GetValue(local) is { Length: > 0 } chosen ? chosen : ["planned-swap", "kill"];
                LocalScenarios.Require(names);
                var delays = LocalDelays.Default with { Promotion = parsed.GetValue(promotion), Name = parsed.GetValue(nameAfter) };
                var scenarios = names.Select(name => LocalScenarios.Find(name)!).ToList();
                return parsed.GetValue(dryRun)
                    ? DryRun(scenarios, output)
                    : await run.RunAsync(
                        "local",
                        [.. scenarios.Select(one => (one.Name, (Func<Task<IDrillTarget>>)(() => LocalScenarios.StartAsync(one, delays))))],
                        cancellationToken);
            }
            catch (DrillException exception)
            {
                throw new ToolException(exception.Message, exception);
            }
        });
        return command;
    }

    private static async Task<int> DryRunAsync(RemoteDrill remote, Output output, CancellationToken cancellationToken)
    {
        var (target, map) = await remote.OpenAsync(isDryRun: true, cancellationToken);
        output.Line($"primary   {map.Nodes[0]}");
        foreach (var replica in map.Nodes.Skip(1))
        {
            output.Line($"replica   {replica}");
        }

        if (map.Endpoint is { } name)
        {
            output.Line($"name      {name}");
        }

        output.Line($"keys      {{{map.Tag}}}:*, removed at the end; once:{{{map.Tag}}}:*, which expire within 10 minutes");
        output.Line($"trigger   {target.Description}");
        output.Line("Nothing was written and nothing was triggered.");
        return ExitCode.Clean;
    }

    private static int DryRun(IEnumerable<LocalScenario> scenarios, Output output)
    {
        output.Table(["scenario", "what happens"], scenarios.Select(static scenario => new[] { scenario.Name, scenario.Description }));
        output.Line("Nothing was started.");
        return ExitCode.Clean;
    }

    private static IEnumerable<string> AwsArguments(string? region, string? profile)
    {
        foreach (var (name, value) in new[] { ("--region", region), ("--profile", profile) })
        {
            if (value is not null)
            {
                yield return name;
                yield return value;
            }
        }
    }

    /// <summary>The limits of a file and, above them, of the command line; applied twice is 0 without one.</summary>
    private static Dictionary<string, double> LimitsOf(string? file, IEnumerable<(Threshold Threshold, string? Text)> options)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal) { ["max-applied-twice"] = 0 };
        if (file is not null)
        {
            foreach (var (name, limit) in LimitFile.Read(file))
            {
                limits[name] = limit;
            }
        }

        foreach (var (threshold, text) in options)
        {
            if (text is not null && threshold.Parse(text) is { } limit)
            {
                limits[threshold.Option] = limit;
            }
        }

        return limits;
    }

    private static string[] Names(ArgumentResult result)
    {
        const StringSplitOptions Words = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var names = result.Tokens.SelectMany(static token => token.Value.Split(',', Words)).ToList();
        if (names.Contains("all", StringComparer.OrdinalIgnoreCase))
        {
            return [.. LocalScenarios.All.Select(static scenario => scenario.Name)];
        }

        foreach (var name in names.Where(static name => LocalScenarios.Find(name) is null))
        {
            result.AddError($"There is no scenario '{name}': use {ScenarioNames}, or all.");
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string?> Limit(Threshold threshold)
    {
        var option = new Option<string?>("--" + threshold.Option)
        {
            Description = threshold.Description,
            HelpName = threshold.IsTime ? "time" : "n"
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => threshold.Parse(token.Value) is null))
            {
                result.AddError($"'{token.Value}' is no {(threshold.IsTime ? "time: write 300ms, 2s or 1m" : "number")}.");
            }
        });
        return option;
    }

    private static Option<TimeSpan> Time(string name, string description, string byDefault) => new(name)
    {
        Description = $"{description} Default: {byDefault}.",
        HelpName = "time",
        DefaultValueFactory = _ => Durations.Parse(byDefault)!.Value,
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (Durations.Parse(text) is { } time)
            {
                return time;
            }

            result.AddError($"'{text}' is no time: write 300ms, 2s or 1m.");
            return default;
        },
    };

    private static Option<int> Number(string name, string description, int byDefault, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "n", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            // A token that is no number has an error of its own.
            foreach (var token in result.Tokens)
            {
                if (int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && (value < least || value > most))
                {
                    result.AddError($"{name} is from {least} to {most}.");
                }
            }
        });
        return option;
    }
}
