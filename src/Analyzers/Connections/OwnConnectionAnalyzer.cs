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
                start.RegisterOperationAction(
                    operation => Analyze(operation, symbols), OperationKind.Invocation, OperationKind.ObjectCreation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (LibraryConnections.Of(context.Operation) is { } library && !symbols.Guard.IsInstalled
            && (library.TakesConnection || !IsGivenConnection(context.Operation, symbols)))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.OwnConnection, InvokedName.Of(context.Operation), library.Library));
        }
    }

    // Options that are created elsewhere may have a factory.
    private static bool IsGivenConnection(IOperation call, KnownSymbols symbols)
    {
        var settings = new LibrarySettings(call, symbols);
        return settings.IsGivenConnection || (call is IObjectCreationOperation && settings.MayBeCompleted);
    }
}
