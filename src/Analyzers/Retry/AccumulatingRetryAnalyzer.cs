using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Retry;

/// <summary>RSF3001: a retry can apply a write twice, for it handles faults after which the server may have run the command.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AccumulatingRetryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.AccumulatingRetry);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols)
            {
                start.RegisterOperationAction(operation => AnalyzeCall(operation, symbols), OperationKind.Invocation);
                start.RegisterOperationAction(operation => AnalyzeBody(operation, operation.Operation, symbols), OperationKind.AnonymousFunction);
            }
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is { Sends: true } call && Effect(call, symbols) is { } effect && Fault(call.Operation, symbols) is { } fault)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.AccumulatingRetry, InvokedName.Of(call.Operation), call.Sent!.CommandName, effect, fault.Scope.Name, fault.Name));
        }
    }

    // Methods that others call as well are not retried by themselves: the retry that calls them is where the harm is done.
    private static void AnalyzeBody(OperationAnalysisContext context, IOperation lambda, KnownSymbols symbols)
    {
        // Most lambdas call nothing of this compilation: what runs them is asked last.
        if (!symbols.Retry.LeadsOn(lambda))
        {
            return;
        }

        var scope = symbols.Retry.ScopesAround(lambda).FirstOrDefault(scope => IsBlind(scope, symbols));
        if (scope is null)
        {
            return;
        }

        foreach (var (site, call) in symbols.Retry.ReachedFrom(lambda))
        {
            if (Effect(call, symbols) is { } effect && Fault(call.Operation, symbols) is null)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.AccumulatingRetry,
                    InvokedName.Of(site),
                    [InvokedName.Of(call.Operation)],
                    call.Sent!.CommandName,
                    effect,
                    scope.Name,
                    scope.Faults.AfterApplied(symbols)));
                return;
            }
        }
    }

    private static (RetryScope Scope, string Name)? Fault(IOperation operation, KnownSymbols symbols) =>
        symbols.Retry.ScopesOf(operation).FirstOrDefault(scope => IsBlind(scope, symbols)) is { } found ? (found, found.Faults.AfterApplied(symbols)!) : null;

    // WithRetry and the router judge by the command: no fault is known that they repeat whatever it is.
    private static bool IsBlind(RetryScope scope, KnownSymbols symbols) =>
        scope.EndsOnSuccess && scope.Faults.AfterApplied(symbols) is not null;

    private static string? Effect(RedisCall call, KnownSymbols symbols) => call.Sent switch
    {
        { IsScript: true } => new ScriptReader(symbols).Effect(call),
        { RetryCategory: RetryCategory.WriteAccumulating } => "adds to what the first attempt did",
        _ => null,
    };
}
