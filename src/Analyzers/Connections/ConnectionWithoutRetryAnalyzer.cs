using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>RSF1001: a connection is opened without retry, on a configuration that is not known to reconnect by itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionWithoutRetryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ConnectionWithoutRetry);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { Multiplexer: not null } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        // One that is opened for each call has a worse fault, and another repair.
        var call = (IInvocationOperation)context.Operation;
        if (ConnectionOpening.IsUnretried(call, symbols) && symbols.Escapes.Fault(call, context.ContainingSymbol) is null)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.ConnectionWithoutRetry, call.Syntax.GetLocation(), $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}"));
        }
    }
}
