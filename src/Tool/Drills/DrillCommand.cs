using System.CommandLine;
using System.CommandLine.Parsing;
using System.Security.Cryptography;
using RedisSafety.Drills;
using RedisSafety.Drills.Targets;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Drills;

/// <summary><c>drill</c>: rehearses failovers under load, and judges what clients saw of them.</summary>
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
        var workers = Number("--workers", "Workers of each client, each of which waits for its reply.", 4, 1, 256);
        var warmUp = Time("--warm-up", "How long the load runs before the trigger.", "1s");
        var observe = Time("--observe", "How long clients may take to recover after the servers.", "10s");
        var serverLimit = Time("--server-limit", "How long the servers may take to recover, and to be redundant again.", "60s");
        var budget = Time("--call-budget", "The budget of a call through RedisSafety.", "30s");
        var promotion = Time("--promote-after", "Local servers: from the loss of a primary to the promotion of its replica.", "100ms");
        var nameAfter = Time("--name-after", "Local servers: from a promotion to the move of the name.", "100ms");
        var history = new Option<string?>("--history")
        {
            Description = "Append this drill to a file, and compare it with the earlier ones.",
            HelpName = "file"
        };
        var limits = Threshold.All
            .Select(static threshold => (threshold, Option: Limit(threshold)))
            .ToList();
        var reports = Reports
            .Select(static report =>
                (Option: new Option<string?>(report.Option) { Description = report.Description, HelpName = "file" }, report.Write))
            .ToList();
        var command = new ToolCommand("drill", "Rehearses failovers under load: measures what clients see, and judges it by limits.")
        {
            local, compare, seed, rate, workers, warmUp, observe, serverLimit, budget, promotion, nameAfter, history,
        };
        foreach (var option in limits.Select(static limit => limit.Option).Concat(reports.Select(static report => report.Option)))
        {
            command.Options.Add(option);
        }

        command.Examples.Add(
            ("redis-safety drill --local planned-swap,kill --compare --html drill.html", "servers of its own, other clients beside"));
        command.Examples.Add(("redis-safety drill --max-rto 2s --max-lost 0 --junit drill.xml", "limits, for CI"));
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
            };
            var run = new DrillRun(settings, output)
            {
                Limits = LimitsOf(limits.Select(limit => (limit.threshold, parsed.GetValue(limit.Option)))),
                History = parsed.GetValue(history),
                Reports = [.. reports.Where(report => parsed.GetValue(report.Option) is not null)
                    .Select(report => (parsed.GetValue(report.Option)!, report.Write))],
            };
            var names = parsed.GetValue(local) is { Length: > 0 } chosen ? chosen : ["planned-swap", "kill"];
            var delays = LocalDelays.Default with { Promotion = parsed.GetValue(promotion), Name = parsed.GetValue(nameAfter) };
            Require(names);
            return await run.RunAsync(
                "local", [.. names.Select(name => LocalScenarios.Find(name)!).Select(scenario =>
                    (scenario.Name, (Func<Task<IDrillTarget>>)(() => LocalScenarios.StartAsync(scenario, delays))))],
                cancellationToken);
        });
        return command;
    }

    /// <summary>Checks that the programs of local servers are there, before the first scenario.</summary>
    private static void Require(string[] names)
    {
        try
        {
            LocalScenarios.Require(names);
        }
        catch (DrillException exception)
        {
            throw new ToolException(exception.Message, exception);
        }
    }

    /// <summary>The limits of the command line; applied twice is 0 without one.</summary>
    private static Dictionary<string, double> LimitsOf(IEnumerable<(Threshold Threshold, string? Text)> options)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal) { ["max-applied-twice"] = 0 };
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
            if (result.GetValueOrDefault<int>() is var value && (value < least || value > most))
            {
                result.AddError($"{name} is from {least} to {most}.");
            }
        });
        return option;
    }
}
