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
    private const int FireAndForget = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnobservedRetry);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { } symbols)
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

        var isForgotten = IsFireAndForget(call.Operation, symbols);
        if (!isForgotten && !IsLeft(call.Operation))
        {
            return;
        }

        var scope = symbols.Retry.ScopesOf(call.Operation).FirstOrDefault(static scope => scope.EndsOnSuccess && scope.Kind != RetryKind.Helper);

        // Beside a call that is waited for, one that need not succeed is a choice.
        if (scope is null || (isForgotten && scope.Body is { } body && body.Descendants().OfType<IInvocationOperation>()
            .Any(other => other != call.Operation && RedisCall.Of(other, symbols) is { Sends: true } && !IsFireAndForget(other, symbols))))
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

    private static bool IsFireAndForget(IInvocationOperation call, KnownSymbols symbols) => call.Arguments.Any(argument =>
        SymbolEqualityComparer.Default.Equals(argument.Parameter?.Type, symbols.CommandFlags)
        && argument.Value.ConstantValue is { HasValue: true, Value: int flags } && (flags & FireAndForget) != 0);

    // A task that nothing looks at: a statement of its own, a discard, or a local that is never read.
    private static bool IsLeft(IInvocationOperation call)
    {
        if (!call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal))
        {
            return false;
        }

        return call.Parent switch
        {
            // The value of an expression-bodied lambda is returned, though it looks like a statement where the delegate is void.
            IExpressionStatementOperation { IsImplicit: false } => true,
            ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { } local } } =>
                !Sources.Root(call).Descendants().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, local)),
            _ => false,
        };
    }
}
