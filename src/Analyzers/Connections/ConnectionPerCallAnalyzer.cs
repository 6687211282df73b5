using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>RSF1003: a connection is opened for each call, or leaked.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConnectionPerCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ConnectionPerCall);

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
        var call = (IInvocationOperation)context.Operation;
        if (ConnectionOpening.IsOpening(call, symbols) && symbols.Escapes.Fault(call, context.ContainingSymbol) is { } fault)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.ConnectionPerCall, call.Syntax.GetLocation(), fault));
        }
    }
}
