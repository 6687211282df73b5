using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2003 and RSF2008: flags that ask for a replica where there may be none, and where they are ignored.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReplicaFlagsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.DemandsReplica, Descriptors.IgnoredReplicaFlags);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(call => Analyze(call, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (RedisAccess.OfReplicaFlags((IInvocationOperation)context.Operation, symbols) is not { Flags.Value: { } flags } access)
        {
            return;
        }

        // The commands of a batch are sent one by one, each where its own flags say; those of a transaction in one piece.
        if (KnownSymbols.Is(access.Call.Operation.Instance?.Type, symbols.Transaction))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.IgnoredReplicaFlags, flags.Syntax.GetLocation(), flags.Syntax.ToString()));
        }
        else if (!access.IsWrite && access.Routing == RedisAccess.DemandReplica)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.DemandsReplica, flags.Syntax.GetLocation(), access.Call.Operation.TargetMethod.Name));
        }
    }
}
