using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Connections;

/// <summary>RSF1010: a library opens a connection of its own, and nothing in the project installs the guard that repairs it after a failover.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnConnectionAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.OwnConnection);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        var call = (IInvocationOperation)context.Operation;
        if (LibraryConnections.Of(call) is { } library && !symbols.Guard.IsInstalled && (library.TakesConnection || !LibraryConnections.IsGivenConnection(call)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.OwnConnection, InvokedName.Of(call), library.Library));
        }
    }
}
