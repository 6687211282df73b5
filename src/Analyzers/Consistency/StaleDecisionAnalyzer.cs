using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2004: a value that a replica may have served decides a write of its key.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StaleDecisionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.StaleDecision);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RedisFlow.Of(start.Compilation) is { } flow)
            {
                start.RegisterOperationBlockAction(member => Analyze(member, flow));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, RedisFlow flow)
    {
        var findings = flow.FindingsOf(context.OwningSymbol, context.OperationBlocks, context.CancellationToken);
        foreach (var finding in findings.Decisions)
        {
            // A read that a write precedes is reported for that already.
            if (findings.Following.Any(other => other.ReadAt == finding.ReadAt || other.Read.Place == finding.Read.Place))
            {
                continue;
            }

            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.StaleDecision,
                finding.ReadAt.ToLocation(),
                finding.Others(finding.ReadAt),
                finding.Properties(finding.ReadAt),
                finding.Key,
                finding.Read.Why,
                finding.Write.Place.Describe(finding.ReadAt.Tree)));
        }
    }
}
