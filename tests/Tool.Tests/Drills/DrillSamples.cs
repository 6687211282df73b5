using System.Diagnostics;
using RedisSafety.Drills;
using RedisSafety.Drills.Load;
using RedisSafety.Drills.Measures;
using RedisSafety.Tool.Drills;

namespace RedisSafety.Tool.Tests.Drills;

/// <summary>Drills with known figures.</summary>
internal static class DrillSamples
{
    /// <summary>A moment on the stopwatch, from which the samples count.</summary>
    public const long Trigger = 1_000_000_000_000;

    /// <summary>Turns ticks into milliseconds since the trigger.</summary>
    public static DrillClock Clock { get; } = new(Trigger);

    /// <summary>The ticks of a moment, in milliseconds since the trigger.</summary>
    public static long At(double ms) => Trigger + (long)(ms * Stopwatch.Frequency / 1000);

    /// <summary>A call that ends at a moment, in milliseconds since the trigger.</summary>
    public static CallRecord Call(
        ShopOperation operation, string id, double endMs, CallEnd end = CallEnd.Ok, int attempts = 1, double durationMs = 1) =>
        new(operation, id, At(endMs - durationMs), At(endMs), end, attempts);

    /// <summary>A drill of two scenarios: one with two clients, one from which nothing follows.</summary>
    /// <param name="limits">The limits by the names of their options.</param>
    /// <param name="outageMs">The outage of the judged client, in milliseconds.</param>
    public static DrillReport Report(IReadOnlyDictionary<string, double>? limits = null, double outageMs = 120)
    {
        limits ??= new Dictionary<string, double> { ["max-rto"] = 300, ["max-applied-twice"] = 0 };
        return new DrillReport
        {
            ToolVersion = "0.1.0",
            StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
            Target = "local <servers> & more",
            Settings = new DrillSettings { Seed = 42 },
            Scenarios =
            [
                ScenarioReport.Of(Killed(outageMs), limits),
                ScenarioReport.Of(
                    new ScenarioResult { Name = "freeze", Description = "Nothing.", Inconclusive = ["No failover happened within 60 s."] },
                    limits),
            ],
            Trend = [new TrendRow("kill", 3, 100, outageMs, false, [90, 100, 110])],
        };
    }

    /// <summary>A killed primary, with an outage of this time.</summary>
    public static ScenarioResult Killed(double outageMs = 120)
    {
        var window = new DrillWindow(-1000, 0, 100, 2000, true);
        return new ScenarioResult
        {
            Name = "kill",
            Description = "The primary's process is killed.",
            TriggeredAt = new DateTimeOffset(2026, 3, 1, 9, 30, 1, TimeSpan.Zero),
            Events = [new(1, "127.0.0.1:7001 is killed"), new(100, "127.0.0.1:7002 is <promoted>")],
            Server = new Outage(0, 100, true),
            NoiseMs = 4,
            Failovers = 1,
            WithoutRedundancyMs = 1150,
            Systems =
            [
                Measured("redissafety", outageMs, CallEnd.Ok, window),
                Measured("raw", 4000, CallEnd.InDoubt, window),
            ],
            TimelineFromMs = window.FromMs,
            BucketMs = window.BucketMs,
        };
    }

    private static SystemResult Measured(string system, double outageMs, CallEnd during, DrillWindow window)
    {
        var calls = new List<CallRecord>();
        for (var at = -990; at < 2000; at += 10)
        {
            if (at <= 0 || at >= outageMs)
            {
                calls.Add(Call(ShopOperation.OrderSave, $"0:{at}", at));
            }
        }

        calls.Add(Call(ShopOperation.ViewCount, "1:1", during == CallEnd.Ok ? outageMs : 50, during, durationMs: 40));
        calls.Sort(static (one, other) => one.EndedAt.CompareTo(other.EndedAt));
        var state = FinalState.Of([.. calls.Select(static call => (call.Operation, call.Id, 1L))]);
        return SystemMeasurement.Of(
            system, calls, Clock, state, window, during == CallEnd.Ok ? [] : [("RedisTimeoutException: <Timeout>", 1)]);
    }
}
