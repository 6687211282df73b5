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
        foreach (var finding in flow.FindingsOf(context.OwningSymbol, context.OperationBlocks, context.CancellationToken).Following)
        {
            context.ReportDiagnostic(Diagnostic.Create(
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
