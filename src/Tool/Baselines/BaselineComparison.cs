using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Baselines;

/// <summary>Compares a scan with a baseline, and makes the next baseline of it.</summary>
internal sealed class BaselineComparison(BaselineFile baseline, BaselineScope scope, DateOnly today)
{
    /// <summary>The scan with the state of each finding and the entries that no longer occur.</summary>
    public ScanResult Apply(ScanResult result)
    {
        var remaining = new Dictionary<FindingKey, int>(baseline.Findings);
        var found = result.Findings.Where(finding => finding.Suppression is null).CountBy(finding => finding.Key).ToDictionary();
        var findings = result.Findings.Select(State).ToList();
        var stale = remaining
            .Where(entry => entry.Value > 0 && scope.Judges(entry.Key))
            .Select(entry => new StaleEntry(
                entry.Key, baseline.Findings[entry.Key], baseline.Findings[entry.Key] - entry.Value, Accepted: false))
            .Concat(baseline.Accepted
                .Where(entry => !found.Keys.Any(entry.Matches) && scope.Judges(KeyOf(entry)))
                .Select(entry => new StaleEntry(KeyOf(entry), 1, 0, Accepted: true)))
            .OrderBy(entry => entry.Key);
        return result with { Findings = findings, Stale = [.. stale] };

        Finding State(Finding finding)
        {
            if (finding.Suppression is not null)
            {
                return finding;
            }

            if (baseline.Accepted.FirstOrDefault(entry => entry.Matches(finding.Key) && !entry.IsExpired(today)) is { } accepted)
            {
                return finding with { State = BaselineState.Accepted, Reason = accepted.Reason };
            }

            if (remaining.GetValueOrDefault(finding.Key) is > 0 and var left)
            {
                remaining[finding.Key] = left - 1;
                return finding with { State = BaselineState.Unchanged };
            }

            return baseline.Accepted.FirstOrDefault(entry => entry.Matches(finding.Key)) is { } expired
                ? finding with { State = BaselineState.New, Reason = $"Accepted until {expired.Expires:yyyy-MM-dd}: {expired.Reason}" }
                : finding with { State = BaselineState.New };
        }
    }

    /// <summary>The baseline that has every finding of a scan and none that is gone.</summary>
    public BaselineFile Updated(ScanResult result)
    {
        var findings = baseline.Findings.Where(entry => !scope.Judges(entry.Key)).ToDictionary();
        foreach (var (key, count) in Apply(result).Findings
            .Where(finding => finding.Suppression is null && finding.State != BaselineState.Accepted)
            .CountBy(finding => finding.Key))
        {
            // What was not judged may be there more often than this scan saw.
            findings[key] = Math.Max(count, findings.GetValueOrDefault(key));
        }

        return baseline with { Findings = findings };
    }

    /// <summary>The baseline without what no longer occurs. It never grows.</summary>
    public BaselineFile Pruned(ScanResult result)
    {
        var compared = Apply(result);
        var findings = new Dictionary<FindingKey, int>(baseline.Findings);
        foreach (var entry in compared.Stale.Where(entry => !entry.Accepted))
        {
            findings[entry.Key] = entry.Found;
        }

        var gone = compared.Stale.Where(entry => entry.Accepted).Select(entry => entry.Key).ToHashSet();
        return new BaselineFile(findings, [.. baseline.Accepted.Where(entry => !gone.Contains(KeyOf(entry)))]);
    }

    private static FindingKey KeyOf(AcceptedEntry entry) =>
        new(entry.Rule, entry.Project ?? "", entry.Member ?? "", entry.Subject ?? "");
}
