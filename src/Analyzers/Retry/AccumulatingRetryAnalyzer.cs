using System.Collections.Concurrent;
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
            if (KnownSymbols.Create(start.Compilation) is { } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                var reported = new ConcurrentDictionary<SyntaxNode, bool>();
                start.RegisterOperationAction(operation => AnalyzeCall(operation, symbols), OperationKind.Invocation);
                start.RegisterOperationAction(operation => AnalyzeWork(operation, symbols, reported), OperationKind.AnonymousFunction, OperationKind.MethodReference);
                start.RegisterOperationAction(operation => AnalyzeAttempt(operation, symbols, reported), OperationKind.Try);
            }
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is not { Sends: true } call || Effect(call, symbols) is not { } added
            || Scope(call.Operation, symbols) is not { } scope
            || (call.SendsQueue && !IsFilledInside(added.Call.Operation, scope))
            || UnobservedCalls.IsNeverRepeated(call.Operation, scope.Body, symbols))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.AccumulatingRetry,
            InvokedName.Of(call.Operation),
            call.SendsQueue ? [InvokedName.Of(added.Call.Operation)] : [],
            added.Call.Sent!.CommandName,
            added.Words,
            scope.Name,
            scope.Faults.AfterApplied(symbols)));
    }

    // Methods that others call as well are not retried by themselves: the retry that calls them is where the harm is done.
    private static void AnalyzeWork(OperationAnalysisContext context, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        var body = context.Operation;
        if (symbols.Retry.ScopesAround(body).FirstOrDefault(scope => IsBlind(scope, body, symbols)) is { } scope)
        {
            AnalyzeReached(context, scope, body, symbols, reported);
        }
    }

    private static void AnalyzeAttempt(OperationAnalysisContext context, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        var attempt = (ITryOperation)context.Operation;
        if (!RetryEngine.MayRepeat(attempt))
        {
            return;
        }

        // Which calls lead to Redis is asked first: most repeat something else.
        var site = default(IOperation);
        foreach (var (reached, _) in symbols.Retry.ReachedFrom(attempt))
        {
            if (reached != site && symbols.Retry.ScopeOf(attempt, reached) is { } scope && IsBlind(scope, reached, symbols))
            {
                AnalyzeReached(context, scope, reached, symbols, reported);
            }

            site = reached;
        }
    }

    private static void AnalyzeReached(OperationAnalysisContext context, RetryScope scope, IOperation body, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        foreach (var (site, call) in symbols.Retry.ReachedFrom(body))
        {
            if (Effect(call, symbols) is { } added && Scope(call.Operation, symbols) is null && !UnobservedCalls.IsNeverRepeated(call.Operation, CodeSearch.Root(call.Operation), symbols))
            {
                if (reported.TryAdd(site.Syntax, true))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptors.AccumulatingRetry,
                        InvokedName.Of(site),
                        [InvokedName.Of(call.Operation)],
                        added.Call.Sent!.CommandName,
                        added.Words,
                        scope.Name,
                        scope.Faults.AfterApplied(symbols)));
                }

                return;
            }
        }
    }

    private static RetryScope? Scope(IOperation operation, KnownSymbols symbols) =>
        symbols.Retry.ScopesOf(operation).FirstOrDefault(scope => IsBlind(scope, operation, symbols));

    // WithRetry and the router judge by the command: no fault is known that they repeat whatever it is.
    private static bool IsBlind(RetryScope scope, IOperation operation, KnownSymbols symbols) =>
        scope.EndsOnSuccess && !scope.IsFirst(operation) && scope.Faults.AfterApplied(symbols) is not null;

    // A queue that was filled outside is sent empty the second time, which RSF3004 reports.
    private static bool IsFilledInside(IOperation queued, RetryScope scope) => scope.Body is not { } body
        || queued.Syntax.SyntaxTree != body.Syntax.SyntaxTree || body.Syntax.Span.Contains(queued.Syntax.Span) || !CodeSearch.Root(body).Syntax.Span.Contains(queued.Syntax.Span);

    private static (RedisCall Call, string Words)? Effect(RedisCall call, KnownSymbols symbols)
    {
        if (call.Sent is not null)
        {
            return Words(call, symbols) is { } own ? (call, own) : null;
        }

        foreach (var queued in new QueuedCalls(symbols).SentBy(call))
        {
            if (Words(queued, symbols) is { } words)
            {
                return (queued, words);
            }
        }

        return null;
    }

    private static string? Words(RedisCall call, KnownSymbols symbols) => call.Sent switch
    {
        { IsScript: true } => new ScriptReader(symbols).Effect(call),
        { RetryCategory: RetryCategory.WriteAccumulating } => "adds to what the first attempt did",
        _ => null,
    };
}
