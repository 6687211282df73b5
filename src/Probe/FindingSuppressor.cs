using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Probe;

/// <summary>
/// Takes every finding out of the build that it is found in: under warnings as errors, a finding would otherwise end the build, and the
/// projects that depend on it would not be checked. The compiler's log has them all the same, with this suppression.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FindingSuppressor : DiagnosticSuppressor
{
    /// <summary>Families of rules, by the digit after RSF, and the most that one of them can have.</summary>
    private const int Families = 6, RulesOfFamily = 99;

    private static readonly ImmutableDictionary<string, SuppressionDescriptor> Suppressions = Enumerable.Range(0, Families)
        .SelectMany(family => Enumerable.Range(1, RulesOfFamily).Select(rule => (family * 1000) + rule))
        .Select(number => "RSF" + number.ToString("D4", CultureInfo.InvariantCulture))
        .Append(MemberIndexAnalyzer.Id)
        .ToImmutableDictionary(id => id, id => new SuppressionDescriptor("SCAN" + id, id, "redis-safety scan"));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = Suppressions.Values.ToImmutableArray();

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (Suppressions.TryGetValue(diagnostic.Id, out var suppression))
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }
}
