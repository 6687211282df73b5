using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Retry;

/// <summary>RSF3003: a retry repeats what already retries, and the attempts multiply.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NestedRetryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.NestedRetry);

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
                start.RegisterOperationAction(operation => Analyze(operation, symbols, reported), OperationKind.Invocation);
                start.RegisterOperationAction(operation => AnalyzeWork(operation, symbols, reported), OperationKind.AnonymousFunction, OperationKind.MethodReference);
                start.RegisterOperationAction(operation => AnalyzeAttempt(operation, symbols, reported), OperationKind.Try);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is not { Sends: true } call)
        {
            return;
        }

        var scopes = symbols.Retry.ScopesOf(call.Operation).Where(scope => Repeats(scope, symbols)).ToArray();
        if (scopes.Length >= 2 && scopes[scopes.Length - 1].Execution is { } outer && outer.Syntax != scopes[0].Execution.Syntax)
        {
            Report(context, outer, call.Operation, call, scopes[0], reported);
        }
    }

    // Methods that others call as well retry by themselves: the retry that calls them multiplies their attempts.
    private static void AnalyzeWork(OperationAnalysisContext context, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        if (symbols.Retry.ScopesAround(context.Operation).FirstOrDefault(scope => Repeats(scope, symbols)) is { } scope)
        {
            AnalyzeReached(context, scope, context.Operation, symbols, reported);
        }
    }

    private static void AnalyzeAttempt(OperationAnalysisContext context, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        var attempt = (ITryOperation)context.Operation;
        if (RetryEngine.MayRepeat(attempt) && attempt.Body.Descendants().OfType<IInvocationOperation>().FirstOrDefault() is { } first
            && symbols.Retry.ScopeOf(attempt, first) is { } scope && Repeats(scope, symbols))
        {
            AnalyzeReached(context, scope, attempt.Body, symbols, reported);
        }
    }

    private static void AnalyzeReached(OperationAnalysisContext context, RetryScope outer, IOperation body, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        foreach (var (site, call) in symbols.Retry.ReachedFrom(body))
        {
            if (symbols.Retry.ScopesWithin(call.Operation).FirstOrDefault(scope => Repeats(scope, symbols)) is { } inner)
            {
                Report(context, outer.Execution, site, call, inner, reported);
                return;
            }
        }
    }

    private static bool Repeats(RetryScope scope, KnownSymbols symbols) => scope is { IsCertain: true, EndsOnSuccess: true, Kind: not RetryKind.Again }
        && (scope.Kind is RetryKind.Client or RetryKind.Router || scope.Faults.SurelyIncludeRedis(symbols));

    private static void Report(
        OperationAnalysisContext context, IOperation outer, IOperation site, RedisCall call, RetryScope inner, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        if (reported.TryAdd(outer.Syntax, true))
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.NestedRetry, Place(outer), [InvokedName.Of(site)], call.Operation.TargetMethod.Name, Name(inner)));
        }
    }

    private static Location Place(IOperation outer) => outer is ILoopOperation or ITryOperation ? outer.Syntax.GetFirstToken().GetLocation() : InvokedName.Of(outer);

    private static string Name(RetryScope inner) => inner.Kind switch
    {
        RetryKind.Client => "WithRetry",
        RetryKind.Router => "the router",
        RetryKind.Loop => "a loop of its own",
        _ => "a retry of its own",
    };
}
