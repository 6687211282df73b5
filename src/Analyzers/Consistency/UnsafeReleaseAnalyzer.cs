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
        foreach (var finding in flow.FindingsOf(context.OwningSymbol, context.OperationBlocks, context.CancellationToken).Releases)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.UnsafeRelease,
                finding.WriteAt.ToLocation(),
                finding.Others(finding.WriteAt),
                finding.Key,
                finding.Read.Place.Describe(finding.WriteAt.Tree)));
        }
    }
}
