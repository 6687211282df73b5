using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// The findings that a codebase accepts for now, from the additional file <c>redis-safety.baseline.json</c>. The tool writes and judges the
/// file; a build only leaves out the findings that it lists. A file that cannot be read hides nothing.
/// </summary>
internal sealed class Baseline
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "redis-safety.baseline.json";

    private static readonly ConditionalWeakTable<AdditionalText, Baseline> Read = new();

    private readonly Dictionary<(string Rule, string Project, string Member, string Subject), int> _counts = new();
    private readonly List<BaselineEntry> _accepted = new();
    private readonly HashSet<string> _rules = new(StringComparer.Ordinal);

    private Baseline(SourceText? text)
    {
        foreach (var entry in BaselineReader.Read(text?.ToString() ?? ""))
        {
            _rules.Add(entry.Rule);
            if (entry.IsAccepted)
            {
                _accepted.Add(entry);
            }
            else
            {
                var key = (entry.Rule, entry.Project ?? "", entry.Member ?? "", entry.Subject ?? "");
                _counts[key] = (_counts.TryGetValue(key, out var count) ? count : 0) + entry.Count;
            }
        }
    }

    /// <summary>The baseline of a compilation, or null if it has none.</summary>
    public static Baseline? Of(AnalyzerOptions options, CancellationToken cancellationToken)
    {
        foreach (var file in options.AdditionalFiles)
        {
            if (string.Equals(Path.GetFileName(file.Path), FileName, StringComparison.OrdinalIgnoreCase))
            {
                return Read.GetValue(file, text => new Baseline(text.GetText(cancellationToken)));
            }
        }

        return null;
    }

    /// <summary>True if the baseline has an entry of a rule at all.</summary>
    public bool Mentions(string rule) => _rules.Contains(rule);

    /// <summary>
    /// The number of findings with these properties that the baseline lists, or <see cref="int.MaxValue"/> if it accepts all.
    /// </summary>
    public int Count(string rule, string project, string member, string subject)
    {
        foreach (var entry in _accepted)
        {
            if (entry.Rule == rule
                && (entry.Project is null || entry.Project == project)
                && (entry.Member is null || entry.Member == member)
                && (entry.Subject is null || entry.Subject == subject))
            {
                return int.MaxValue;
            }
        }

        return _counts.TryGetValue((rule, project, member, subject), out var count) ? count : 0;
    }
}
