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
            if (KnownSymbols.Create(start.Compilation) is { } symbols)
            {
                var reported = new ConcurrentDictionary<SyntaxNode, bool>();
                start.RegisterOperationAction(operation => Analyze(operation, symbols, reported), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols, ConcurrentDictionary<SyntaxNode, bool> reported)
    {
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is not { Sends: true } call)
        {
            return;
        }

        var scopes = symbols.Retry.ScopesOf(call.Operation)
            .Where(scope => scope is { IsCertain: true, EndsOnSuccess: true } && (scope.Kind is RetryKind.Client or RetryKind.Router || (scope.Faults.IsKnown && scope.Faults.IncludeRedis(symbols))))
            .ToArray();
        if (scopes.Length < 2 || scopes[scopes.Length - 1].Execution is not { } outer || outer.Syntax == scopes[0].Execution.Syntax || !reported.TryAdd(outer.Syntax, true))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.NestedRetry, Place(outer), [InvokedName.Of(call.Operation)], call.Operation.TargetMethod.Name, Name(scopes[0])));
    }

    private static Location Place(IOperation outer) => outer is ILoopOperation ? outer.Syntax.GetFirstToken().GetLocation() : InvokedName.Of(outer);

    private static string Name(RetryScope inner) => inner.Kind switch
    {
        RetryKind.Client => "WithRetry",
        RetryKind.Router => "the router",
        RetryKind.Loop => "a loop of its own",
        _ => "a retry of its own",
    };
}
