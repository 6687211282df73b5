using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2007: a type reads a family of keys from replicas that it writes elsewhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReplicaReadBesideWritesAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ReplicaReadBesideWrites);

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
        if (context.OwningSymbol.ContainingType is not { } type
            || !flow.FindingsOf(context.OwningSymbol, context.OperationBlocks, context.CancellationToken).ReadsReplicas)
        {
            return;
        }

        // One report a type: by the member that holds the first of the reads.
        var (reads, writes) = flow.FamiliesOf(type, context.CancellationToken);
        if (reads is [var first, ..] && context.OperationBlocks.Any(block => block.Syntax.SyntaxTree == first.Place.Tree && block.Syntax.Span.Contains(first.Place.Span)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.ReplicaReadBesideWrites,
                first.Place.ToLocation(),
                writes.Concat(reads.Skip(1)).Select(static effect => effect.Place.ToLocation()),
                type.Name,
                first.Key.ToString()));
        }
    }
}
