using System.Globalization;
using RedisSafety.Drills;
using RedisSafety.Drills.Measures;

namespace RedisSafety.Tool.Drills;

/// <summary>The tables that the console, Markdown and HTML share.</summary>
internal static class DrillTables
{
    /// <summary>The columns of <see cref="Systems"/>.</summary>
    public static IReadOnlyList<string> SystemColumns { get; } =
        ["client", "no write for", "of which the client", "failed", "in doubt", "repeated", "lost", "twice", "stale", "longest call"];

    /// <summary>The columns of <see cref="Operations"/>.</summary>
    public static IReadOnlyList<string> OperationColumns { get; } =
    [
        "operation", "command", "sent", "ok", "repeated", "failed", "in doubt", "twice", "stale", "lost", "no answer for", "p50",
        "p99", "longest",
    ];

    /// <summary>The target, the time and the load, in a line.</summary>
    public static string Settings(DrillReport report) => string.Join(
        ", ",
        report.Target,
        report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC",
        "version " + report.ToolVersion,
        string.Create(CultureInfo.InvariantCulture, $"seed {report.Settings.Seed}"),
        string.Create(CultureInfo.InvariantCulture, $"{report.Settings.Rate} calls a second for each client"));

    /// <summary>A row for each client.</summary>
    public static IEnumerable<string[]> Systems(ScenarioResult result) => result.Systems.Select(static system => new[]
    {
        system.Title,
        Outage(system.Outage),
        system.AddedMs is { } added ? Durations.Text(added) : "no end seen",
        Number(system.Sum(static operation => operation.Failed + operation.InDoubt)),
        Number(system.Sum(static operation => operation.InDoubt)),
        system.Operations.All(static operation => operation.Repeated is null) ? "not shown"
            : Number(system.Sum(static operation => operation.Repeated ?? 0)),
        Number(system.Lost.Count),
        Number(system.Sum(static operation => operation.AppliedTwice)),
        Number(system.Sum(static operation => operation.Stale)),
        Time(system.Operations.Max(static operation => operation.MaxMs)),
    });

    /// <summary>A row for each operation of a client.</summary>
    public static IEnumerable<string[]> Operations(SystemResult system) => system.Operations.Select(static operation => new[]
    {
        operation.Name,
        operation.Command,
        Number(operation.Sent),
        Number(operation.Ok),
        operation.Repeated is { } repeated ? Number(repeated) : "not shown",
        Number(operation.Failed),
        Number(operation.InDoubt),
        Number(operation.AppliedTwice),
        Number(operation.Stale),
        Number(operation.Lost),
        Time(operation.OutageMs),
        Time(operation.P50Ms),
        Time(operation.P99Ms),
        Time(operation.MaxMs),
    });

    /// <summary>The figures of the servers, in a sentence each.</summary>
    public static IEnumerable<string> Servers(ScenarioResult result)
    {
        yield return $"The servers took no write for {Outage(result.Server)}.";
        if (result.Endpoint is { } name)
        {
            yield return $"The name led to no node that took writes for {Outage(name)}.";
        }

        yield return $"Apart from that, a prober's writes were at most {Durations.Text(result.NoiseMs)} apart: shorter times are noise.";
        yield return result.Failovers switch
        {
            0 => "The primary did not change.",
            1 => "The primary changed once.",
            var times => string.Create(CultureInfo.InvariantCulture, $"The primary changed {times} times."),
        };
        yield return result.WithoutRedundancyMs switch
        {
            null => "The primary did not get its replicas back within the watch.",
            0 => "No loss of a replica was seen.",
            { } ms => $"The primary had fewer replicas than before for {Durations.Text(ms)}.",
        };
    }

    /// <summary>Lost writes, faults, and the budget that would have sufficed.</summary>
    public static IEnumerable<string> Notes(SystemResult system)
    {
        if (system.Lost.Count > 0)
        {
            var lost = system.Lost;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{system.Title}: {lost.Count} acknowledged writes are gone, from {lost.First} to {lost.Last}, of {lost.Seconds:0.###} s.");
        }

        if (system.SufficientBudgetMs is { } budget && system.System == "redissafety")
        {
            yield return $"{system.Title}: a call budget of {Durations.Text(Math.Ceiling(budget))} would have sufficed.";
        }

        foreach (var (message, count) in system.Faults.Take(2))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{system.Title}: {count} × {message}");
        }
    }

    private static string Outage(Outage? outage) => outage switch
    {
        null => "the whole watch",
        { Recovered: true } => Durations.Text(outage.Ms),
        _ => "more than " + Durations.Text(outage.Ms),
    };

    private static string Time(double? ms) => ms is { } known ? Durations.Text(known) : "";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
