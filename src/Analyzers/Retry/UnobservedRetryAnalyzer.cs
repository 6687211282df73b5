using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;

namespace RedisSafety.Analyzers.Retry;

/// <summary>RSF3002: a retry cannot see a failure, for the command is sent without waiting for its reply.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnobservedRetryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnobservedRetry);

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
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is not { Sends: true } call)
        {
            return;
        }

        var isForgotten = UnobservedCalls.IsFireAndForget(call.Operation, symbols);
        if (!isForgotten && !UnobservedCalls.IsLeft(call.Operation))
        {
            return;
        }

        var scope = symbols.Retry.ScopesOf(call.Operation).FirstOrDefault(static scope => scope.EndsOnSuccess && scope.Kind is not (RetryKind.Helper or RetryKind.Again));

        // Beside a call that is waited for, one that need not succeed is a choice.
        if (scope is null || (isForgotten && scope.Body is { } body && body.Descendants().OfType<IInvocationOperation>()
            .Any(other => other != call.Operation && RedisCall.Of(other, symbols) is { Sends: true } && !UnobservedCalls.IsFireAndForget(other, symbols))))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.UnobservedRetry,
            InvokedName.Of(call.Operation),
            call.Operation.TargetMethod.Name,
            isForgotten ? "FireAndForget sends it without waiting for a reply" : "its task is neither awaited nor returned",
            scope.Name));
    }
}
