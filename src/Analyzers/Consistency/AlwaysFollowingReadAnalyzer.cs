using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2006: a ReadYourWrites read follows a write of its key on every path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AlwaysFollowingReadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.AlwaysOnPrimary);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.AlwaysFollowing, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.AlwaysFollowing)
        {
            report(Diagnostic.Create(
                Descriptors.AlwaysOnPrimary,
                finding.ReadAt.ToLocation(),
                finding.Others(finding.ReadAt),
                finding.Key,
                finding.Write.Place.Describe(finding.ReadAt.Tree)));
        }
    }
}
