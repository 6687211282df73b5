using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Benchmarks.Build.Flow;

#pragma warning disable RS1001 // The benchmark makes it; nothing loads it from this assembly.
/// <summary>Knows where to report, and reports there: the control that tells what reports cost from what finding them does.</summary>
internal sealed class SameReports(IEnumerable<Location> places) : DiagnosticAnalyzer
{
#pragma warning disable RS2008 // No rule of a release.
    private static readonly DiagnosticDescriptor Control = new(
        "RSF0000", "Control", "Reported elsewhere by another", "Benchmark", DiagnosticSeverity.Warning, isEnabledByDefault: true);
#pragma warning restore RS2008

    private readonly ILookup<SyntaxTree, Location> _places = places.ToLookup(static place => place.SourceTree!);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Control];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSemanticModelAction(file =>
        {
            foreach (var place in _places[file.SemanticModel.SyntaxTree])
            {
                file.ReportDiagnostic(Diagnostic.Create(Control, place));
            }
        });
    }
}
