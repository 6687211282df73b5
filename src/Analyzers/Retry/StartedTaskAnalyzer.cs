using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

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
            if (KnownSymbols.Create(start.Compilation) is { } symbols)
            {
                start.RegisterOperationAction(operation => Analyze(operation, ((IAwaitOperation)operation.Operation).Operation, symbols), OperationKind.Await);
                start.RegisterOperationAction(operation => AnalyzeReturn(operation, symbols), OperationKind.Return);
            }
        });
    }

    // () => task, without an await of its own.
    private static void AnalyzeReturn(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (context.Operation is IReturnOperation { ReturnedValue: { } value } result && Sources.Unwrap(value) is ILocalReferenceOperation && IsInLambda(result))
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
        var value = Sources.Unwrap(awaited);
        while (value is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync", Instance: { } inner })
        {
            value = Sources.Unwrap(inner);
        }

        if (value is not ILocalReferenceOperation { Local: { } local }
            || symbols.Sources.Assigned(local, value).Select(Sources.Unwrap).OfType<IInvocationOperation>()
                .FirstOrDefault(call => RedisCall.Of(call, symbols) is { } sent && (sent.Sends || sent.IsQueued)) is not { } started
            || symbols.Retry.ScopesOf(context.Operation).FirstOrDefault(scope => scope is { EndsOnSuccess: true, Kind: not RetryKind.Helper, Body: { } body } && IsStartedOutside(local, body)) is not { } scope)
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.StartedTask, awaited.Syntax.GetLocation(), [InvokedName.Of(started)], local.Name, started.TargetMethod.Name, scope.Name));
    }

    private static bool IsStartedOutside(ILocalSymbol local, IOperation body) =>
        !local.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span))
        && !body.Descendants().OfType<IAssignmentOperation>().Any(assignment => SymbolEqualityComparer.Default.Equals(Sources.Named(assignment.Target), local));
}
