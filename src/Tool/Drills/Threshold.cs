using System.Globalization;
using RedisSafety.Drills;

namespace RedisSafety.Tool.Drills;

/// <summary>A figure of a scenario that has a limit.</summary>
/// <param name="Name">The name of the figure.</param>
/// <param name="Option">The option that sets the limit, without dashes; the name in a file of limits as well.</param>
/// <param name="IsTime">True for a time in milliseconds, false for a number.</param>
/// <param name="Measure">Reads the figure; <see langword="null"/> if it has no end, for example an outage that did not end.</param>
/// <param name="Description">The help of the option.</param>
internal sealed record Threshold(
    string Name, string Option, bool IsTime, Func<ScenarioResult, SystemResult, double?> Measure, string Description)
{
    /// <summary>Every threshold.</summary>
    public static IReadOnlyList<Threshold> All { get; } =
    [
        new("time without a write", "max-rto", true,
            static (_, system) => system.Outage is { Recovered: true } outage ? outage.Ms : null,
            "The longest time without a write of the application."),
        new("the client's own share", "max-added", true, static (_, system) => system.AddedMs,
            "The most that the client may add to the outage of the servers."),
        new("the servers' outage", "max-server-rto", true,
            static (scenario, _) => scenario.Server is { Recovered: true } server ? server.Ms : null,
            "The longest time without a write that a server takes."),
        new("time without redundancy", "max-unprotected", true, static (scenario, _) => scenario.WithoutRedundancyMs,
            "The longest time with fewer replicas than before."),
        new("acknowledged writes lost", "max-lost", false, static (_, system) => system.Lost.Count,
            "Acknowledged writes that may be lost."),
        new("time of acknowledged writes lost", "max-rpo", true, static (_, system) => system.Lost.Seconds * 1000,
            "The longest time whose acknowledged writes may be lost."),
        new("calls failed", "max-failed", false,
            static (_, system) => system.Sum(static operation => operation.Failed + operation.InDoubt), "Calls that may fail."),
        new("writes in doubt", "max-in-doubt", false, static (_, system) => system.Sum(static operation => operation.InDoubt),
            "Writes that may fail without showing if they were applied."),
        new("writes applied twice", "max-applied-twice", false,
            static (_, system) => system.Sum(static operation => operation.AppliedTwice), "Writes that may be applied twice. Default: 0."),
        new("stale reads", "max-stale", false, static (_, system) => system.Sum(static operation => operation.Stale),
            "Reads that may miss the visitor's own write."),
    ];

    /// <summary>Reads a limit: a time or a number, as the figure is; <see langword="null"/> if the text is neither.</summary>
    public double? Parse(string text) => IsTime
        ? Durations.Parse(text)?.TotalMilliseconds
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A value of this figure for people.</summary>
    public string Text(double? value) => value is not { } known ? "no end seen"
        : IsTime ? Durations.Text(known) : known.ToString("0", CultureInfo.InvariantCulture);
}
