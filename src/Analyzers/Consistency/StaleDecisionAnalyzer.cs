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
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.Decisions, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.Decisions)
        {
            // A read that a write precedes is reported for that already.
            if (findings.Following.Any(other => other.ReadAt == finding.ReadAt || other.Read.Place == finding.Read.Place))
            {
                continue;
            }

            report(Diagnostic.Create(
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
