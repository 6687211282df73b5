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
        foreach (var finding in flow.FindingsOf(context.OwningSymbol, context.OperationBlocks, context.CancellationToken).AlwaysFollowing)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.AlwaysOnPrimary,
                finding.ReadAt.ToLocation(),
                finding.Others(finding.ReadAt),
                finding.Key,
                finding.Write.Place.Describe(finding.ReadAt.Tree)));
        }
    }
}
