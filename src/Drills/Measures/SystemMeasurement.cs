using RedisSafety.Drills.Load;

namespace RedisSafety.Drills.Measures;

/// <summary>Makes figures of the calls of one client.</summary>
internal static class SystemMeasurement
{
    private const int MostFaults = 5;

    /// <summary>Measures.</summary>
    /// <param name="system">The name of the client.</param>
    /// <param name="calls">Its calls, in the order of their ends.</param>
    /// <param name="clock">Turns ticks into milliseconds since the trigger.</param>
    /// <param name="state">What the last primary holds.</param>
    /// <param name="window">The disturbance, as the servers show it.</param>
    /// <param name="faults">The faults that its calls met.</param>
    public static SystemResult Of(
        string system,
        IReadOnlyList<CallRecord> calls,
        DrillClock clock,
        FinalState state,
        DrillWindow window,
        IReadOnlyList<(string Message, int Count)> faults)
    {
        var writes = calls.Where(static call => call.End == CallEnd.Ok && ShopOperations.IsWrite(call.Operation)).ToList();
        var outage = Outage.Find(writes.Select(call => clock.Ms(call.EndedAt)), window.EndMs, window.RecoveredMs);
        var operations = ShopOperations.All
            .Select(operation => OfOperation(operation, [.. calls.Where(call => call.Operation == operation)], clock, state, window))
            .Where(static operation => operation.Sent > 0)
            .ToList();
        return new SystemResult
        {
            System = system,
            Title = ShopClients.Title(system),
            Outage = outage,
            AddedMs = outage is not { Recovered: true } ? null

                // Without a failover, the two longest times need not be at the same place.
                : Math.Max(0, window.HasFailedOver ? outage.ToMs - window.RecoveredMs : outage.Ms - (window.RecoveredMs - window.LostMs)),
            Lost = LostOf(writes, clock, state, window),
            Operations = operations,
            Faults = [.. faults.Take(MostFaults)],
            SufficientBudgetMs = operations.Any(static operation => operation.Failed + operation.InDoubt > 0)
                ? null
                : operations.Max(static operation => operation.MaxMs),
            Timeline = TimelineOf(calls, clock, window),
        };
    }

    private static OperationResult OfOperation(
        ShopOperation operation, List<CallRecord> calls, DrillClock clock, FinalState state, DrillWindow window)
    {
        var isWrite = ShopOperations.IsWrite(operation);
        var times = calls.Where(call => call.IsAnswered && clock.Ms(call.EndedAt) >= 0)
            .Select(static call => DrillClock.Duration(call.StartedAt, call.EndedAt)).Order().ToList();
        return new OperationResult
        {
            Name = ShopOperations.Name(operation),
            Command = ShopOperations.Command(operation),
            Sent = calls.Count,
            Ok = calls.Count(static call => call.IsAnswered),
            Repeated = calls.Exists(static call => call.Attempts > 0) ? calls.Count(static call => call.Attempts > 1) : null,
            Failed = calls.Count(static call => call.End == CallEnd.Failed),
            InDoubt = calls.Count(static call => call.End == CallEnd.InDoubt),
            AppliedTwice = ShopOperations.Accumulates(operation) ? calls.Count(call => state.Times(operation, call.Id) > 1) : 0,
            Misreported = isWrite ? calls.Count(call => call.End == CallEnd.Failed && state.Times(operation, call.Id) > 0) : 0,
            Stale = calls.Count(call => call.End == CallEnd.Missing && state.Times(ShopOperation.CartWrite, call.Id) > 0),
            Lost = isWrite ? calls.Count(call => call.End == CallEnd.Ok && state.Times(operation, call.Id) == 0) : 0,
            OutageMs = Outage.Find(
                calls.Where(static call => call.IsAnswered).Select(call => clock.Ms(call.EndedAt)), window.EndMs, window.RecoveredMs)?.Ms,
            P50Ms = Percentile(times, 0.5),
            P99Ms = Percentile(times, 0.99),
            MaxMs = Percentile(times, 1),
        };
    }

    private static LostWrites LostOf(List<CallRecord> writes, DrillClock clock, FinalState state, DrillWindow window)
    {
        var lost = writes.Where(call => state.Times(call.Operation, call.Id) == 0).ToList();
        if (lost.Count == 0)
        {
            return LostWrites.None;
        }

        var (first, last) = (clock.Ms(lost[0].EndedAt), clock.Ms(lost[^1].EndedAt));
        return new(lost.Count, Name(lost[0]), Name(lost[^1]), Math.Max(0, Math.Max(last, window.LostMs) - first) / 1000);

        static string Name(CallRecord call) => $"{ShopOperations.Name(call.Operation)} {call.Id}";
    }

    private static List<TimelineBucket> TimelineOf(IReadOnlyList<CallRecord> calls, DrillClock clock, DrillWindow window)
    {
        var buckets = Enumerable.Range(0, window.Buckets).Select(static _ => (Times: new List<double>(), Failed: 0)).ToArray();
        foreach (var call in calls)
        {
            var index = (int)Math.Floor((clock.Ms(call.EndedAt) - window.FromMs) / window.BucketMs);
            if (index < 0 || index >= buckets.Length)
            {
                continue;
            }

            if (call.IsAnswered)
            {
                buckets[index].Times.Add(DrillClock.Duration(call.StartedAt, call.EndedAt));
            }
            else
            {
                buckets[index].Failed++;
            }
        }

        return [.. buckets.Select(static bucket =>
        {
            bucket.Times.Sort();
            return new TimelineBucket(
                bucket.Times.Count, bucket.Failed, Percentile(bucket.Times, 0.5) ?? 0, Percentile(bucket.Times, 1) ?? 0);
        })];
    }

    /// <summary>The value that this share of the values does not exceed.</summary>
    /// <param name="ordered">The values, ascending.</param>
    /// <param name="share">0 to 1.</param>
    private static double? Percentile(List<double> ordered, double share) =>
        ordered.Count == 0 ? null : ordered[Math.Clamp((int)Math.Ceiling(share * ordered.Count) - 1, 0, ordered.Count - 1)];
}
