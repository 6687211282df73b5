using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
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
            if (KnownSymbols.Create(start.Compilation) is { RedisKey: not null } symbols)
            {
                start.RegisterOperationBlockAction(member => Analyze(member, symbols));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, KnownSymbols symbols)
    {
        foreach (var block in context.OperationBlocks)
        {
            // A graph costs more than a look: only a member with both kinds of access gets one.
            var accesses = block.Descendants().OfType<IInvocationOperation>().Select(call => RedisAccess.Of(call, symbols)).OfType<RedisAccess>().ToArray();
            if (accesses.Any(static access => access.IsWrite) && accesses.Any(static access => access.MayBeServedByReplica))
            {
                foreach (var graph in Graphs(context.GetControlFlowGraph(block), context.CancellationToken))
                {
                    Report(context, ReachingWrites.Find(graph, symbols, context.CancellationToken));
                }
            }
        }
    }

    private static void Report(OperationBlockAnalysisContext context, IEnumerable<(RedisAccess Read, KeyTerm Key, RedisAccess Write)> found)
    {
        foreach (var (read, key, write) in found)
        {
            var place = write.Call.Syntax.GetLocation();
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.ReadAfterWrite,
                read.Call.Syntax.GetLocation(),
                [place],
                key.Written,
                read.Why,
                place.GetLineSpan().StartLinePosition.Line + 1));
        }
    }

    // Lambdas and local functions have graphs of their own.
    private static IEnumerable<ControlFlowGraph> Graphs(ControlFlowGraph graph, CancellationToken cancellationToken)
    {
        yield return graph;
        var nested = graph.LocalFunctions.Select(function => graph.GetLocalFunctionControlFlowGraph(function, cancellationToken))
            .Concat(graph.Blocks
                .SelectMany(static block => block.BranchValue is null ? block.Operations : block.Operations.Add(block.BranchValue))
                .SelectMany(static operation => operation.DescendantsAndSelf())
                .OfType<IFlowAnonymousFunctionOperation>()
                .Select(function => graph.GetAnonymousFunctionControlFlowGraph(function, cancellationToken)));
        foreach (var inner in nested.SelectMany(function => Graphs(function, cancellationToken)))
        {
            yield return inner;
        }
    }
}
