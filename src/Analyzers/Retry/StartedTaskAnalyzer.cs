using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.Analyzers.Retry;

/// <summary>RSF3006: a retry awaits a task that was started outside it, which can only fail the same way again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StartedTaskAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.StartedTask);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(operation => Analyze(operation, ((IAwaitOperation)operation.Operation).Operation, symbols), OperationKind.Await);
                start.RegisterOperationAction(operation => AnalyzeReturn(operation, symbols), OperationKind.Return);
            }
        });
    }

    // () => task, without an await of its own.
    private static void AnalyzeReturn(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Operation is IReturnOperation { ReturnedValue: { } value } result && CodeSearch.Unwrap(value) is not IAwaitOperation && IsInLambda(result))
        {
            Analyze(context, value, symbols);
        }
    }

    private static bool IsInLambda(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static void Analyze(OperationAnalysisContext context, IOperation awaited, KnownSymbols symbols)
    {
        var started = new StartedTasks(symbols);
        foreach (var named in StartedTasks.Of(awaited))
        {
            if (started.Start(named) is { } start
                && symbols.Retry.ScopesOf(context.Operation).FirstOrDefault(scope => scope is { EndsOnSuccess: true, Kind: not (RetryKind.Helper or RetryKind.Again), Body: { } body } && StartedTasks.IsOutside(named, body)) is { } scope)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.StartedTask, awaited.Syntax.GetLocation(), [InvokedName.Of(start)], CodeSearch.Named(named)!.Name, start.TargetMethod.Name, scope.Name));
                return;
            }
        }
    }
}
