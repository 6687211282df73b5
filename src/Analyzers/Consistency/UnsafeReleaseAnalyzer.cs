using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2009: a lock is read, compared and deleted in three steps.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsafeReleaseAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnsafeRelease);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.Releases, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.Releases)
        {
            report(Diagnostic.Create(
                Descriptors.UnsafeRelease,
                finding.WriteAt.ToLocation(),
                finding.Others(finding.WriteAt),
                finding.Key,
                finding.Read.Place.Describe(finding.WriteAt.Tree)));
        }
    }
}
