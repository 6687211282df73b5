using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2005: what is read from the primary is changed and written back, or taken, with nothing that keeps others out.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostUpdateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.LostUpdate);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.LostUpdates, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.LostUpdates)
        {
            var isDelete = finding.Write.Command.Name is "DEL" or "UNLINK";
            report(Diagnostic.Create(
                Descriptors.LostUpdate,
                finding.WriteAt.ToLocation(),
                finding.Others(finding.WriteAt),
                finding.Key,
                finding.Read.Place.Describe(finding.WriteAt.Tree),
                isDelete ? "delete" : "write",
                isDelete ? "GETDEL reads and deletes in one step"
                    : finding.Write.Has(EffectTraits.Queued) ? "a transaction without a condition on the key protects nothing"
                    : "put a transaction with a condition on the key, a script, or a lock around both"));
        }
    }
}
