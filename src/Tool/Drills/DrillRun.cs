using RedisSafety.Drills;
using RedisSafety.Drills.Targets;
using RedisSafety.Tool.Reports;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Drills;

/// <summary>Runs scenarios one after the other, prints them, and writes the reports.</summary>
internal sealed class DrillRun(DrillSettings settings, Output output)
{
    /// <summary>The limits by the names of their options.</summary>
    public required IReadOnlyDictionary<string, double> Limits { get; init; }

    /// <summary>The file with earlier drills; <see langword="null"/> for none.</summary>
    public string? History { get; init; }

    /// <summary>The runbook to fill in; <see langword="null"/> for none.</summary>
    public string? Runbook { get; init; }

    /// <summary>Files to write.</summary>
    public required IReadOnlyList<(string File, Action<DrillReport, Stream> Write)> Reports { get; init; }

    /// <summary>Runs.</summary>
    /// <param name="target">The deployment, for people and for the history.</param>
    /// <param name="scenarios">Names, and what opens each target.</param>
    /// <param name="cancellationToken">Ends the drill.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(
        string target, IReadOnlyList<(string Name, Func<Task<IDrillTarget>> OpenAsync)> scenarios, CancellationToken cancellationToken)
    {
        if (Runbook is not null)
        {
            DrillRunbook.Check(Runbook);
        }

        output.Line($"Drill on {target}, seed {settings.Seed}");
        var started = DateTimeOffset.UtcNow;
        var done = new List<ScenarioReport>();
        foreach (var (name, openAsync) in scenarios)
        {
            var scenario = await RunAsync(name, openAsync, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            DrillConsole.Print(scenario, output);
            done.Add(scenario);
        }

        var report = new DrillReport
        {
            ToolVersion = typeof(DrillRun).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
            StartedAt = started,
            Target = target,
            Settings = settings,
            Scenarios = done,
        };
        if (History is { } history)
        {
            report = report with { Trend = DrillHistory.Compare(history, report) };
            DrillHistory.Append(history, report);
        }

        foreach (var (file, write) in Reports)
        {
            ReportFiles.Write(file, stream => write(report, stream));
        }

        if (Runbook is not null)
        {
            DrillRunbook.Fill(Runbook, report);
        }

        DrillConsole.Print(report, output);
        return report.ExitCode;
    }

    private async Task<ScenarioReport> RunAsync(string name, Func<Task<IDrillTarget>> openAsync, CancellationToken cancellationToken)
    {
        try
        {
            return await Progress.RunAsync(output, async report =>
            {
                report($"{name}: starting");
                await using var target = await openAsync();
                var result = await Drill.RunAsync(target, settings, one => report(DrillConsole.Line(one)), cancellationToken);
                return ScenarioReport.Of(result, Limits);
            });
        }
        catch (DrillException exception)
        {
            // The others and the reports go on.
            var result = new ScenarioResult
            {
                Name = name,
                Description = "",
                TriggeredAt = DateTimeOffset.UtcNow,
                Inconclusive = [exception.Message],
            };
            return new ScenarioReport(result, []);
        }
    }
}
