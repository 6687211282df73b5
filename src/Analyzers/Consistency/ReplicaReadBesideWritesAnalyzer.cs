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
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.RegisterTypes(start, static findings => findings.ReadsReplicas, Report));
    }

    private static void Report(INamedTypeSymbol type, SyntaxTree tree, RedisFlow flow, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        // One report a type: in the file that holds the first of the reads.
        var (reads, writes) = TypeFamilies.Of(type, flow, cancellationToken);
        if (reads is [var first, ..] && first.Place.Tree == tree)
        {
            report(Diagnostic.Create(
                Descriptors.ReplicaReadBesideWrites,
                first.Place.ToLocation(),
                writes.Concat(reads.Skip(1)).Select(static effect => effect.Place.ToLocation()),
                type.Name,
                first.Key.ToString()));
        }
    }
}
