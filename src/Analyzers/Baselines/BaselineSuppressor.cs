using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// Hides the findings of the baseline in an ordinary build, warnings as errors included. If a member has more findings of one kind than the
/// baseline lists, the last ones are shown. The compiler lets nothing suppress what is an error by default:
/// <see cref="BaselinedErrors"/> leaves those out.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BaselineSuppressor : DiagnosticSuppressor
{
    /// <summary>Rules of the generator's assembly that are warnings.</summary>
    private static readonly string[] GeneratorRules = { "RSF0007", "RSF0009" };

    private static readonly ImmutableDictionary<string, SuppressionDescriptor> Suppressions = typeof(Descriptors)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => field.GetValue(null))
        .OfType<DiagnosticDescriptor>()
        .Where(descriptor => descriptor.DefaultSeverity != DiagnosticSeverity.Error)
        .Select(descriptor => descriptor.Id)
        .Concat(GeneratorRules)
        .Distinct()
        .ToImmutableDictionary(id => id, id => new SuppressionDescriptor(id + "B", id, "Listed in " + Baseline.FileName));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = Suppressions.Values.ToImmutableArray();

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (Baseline.Of(context.Options, context.CancellationToken) is not { } baseline)
        {
            return;
        }

        var seen = new Dictionary<(string Rule, string Member, string Subject), int>();
        foreach (var diagnostic in context.ReportedDiagnostics
            .Where(diagnostic => diagnostic.Location.SourceTree is not null && baseline.Mentions(diagnostic.Id))
            .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            var tree = diagnostic.Location.SourceTree!;
            var root = tree.GetRoot(context.CancellationToken);
            var isScoped = diagnostic.Properties.TryGetValue(FindingScope.Property, out var scope);
            var member = isScoped ? scope ?? "" : MemberId.Of(
                context.GetSemanticModel(tree),
                MemberId.DeclarationAt(root, diagnostic.Location.SourceSpan.Start),
                context.CancellationToken);
            var subject = isScoped ? "" : FindingSubject.Of(root, diagnostic.Location.SourceSpan);
            var key = (diagnostic.Id, member, subject);
            seen[key] = seen.TryGetValue(key, out var before) ? before + 1 : 1;
            if (seen[key] <= baseline.Count(diagnostic.Id, context.Compilation.AssemblyName ?? "", member, subject)
                && Suppressions.TryGetValue(diagnostic.Id, out var suppression))
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }
}
