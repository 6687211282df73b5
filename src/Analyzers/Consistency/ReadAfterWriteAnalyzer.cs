using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2001: on some path, a write to a key is followed by a read of it that a replica may serve.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReadAfterWriteAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ReadAfterWrite);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.Following, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.Following)
        {
            report(Diagnostic.Create(
                Descriptors.ReadAfterWrite,
                finding.ReadAt.ToLocation(),
                finding.Others(finding.ReadAt),
                finding.Properties(finding.ReadAt),
                finding.Key,
                finding.Read.Why,
                finding.Write.Place.Describe(finding.ReadAt.Tree)));
        }
    }
}
