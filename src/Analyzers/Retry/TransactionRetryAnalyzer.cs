using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Baselines;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Retry;

/// <summary>RSF3004: a retry executes a transaction again that was created outside it: the second time sends nothing and says that it did.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TransactionRetryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.TransactionRetry);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownSymbols.Create(start.Compilation) is { Transaction: not null } symbols && RuleOptions.AppliesTo(start.Options, start.Compilation, symbols))
            {
                start.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownSymbols symbols)
    {
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is not { SendsQueue: true, Type: ClientType.Transaction } call
            || CodeSearch.Named(call.Operation.Instance) is not { } transaction
            || symbols.Retry.ScopesOf(call.Operation).FirstOrDefault(scope => !scope.IsFirst(call.Operation) && scope.Body is { } body
                && (scope.Kind != RetryKind.Helper || TakesToken(body)) && IsMadeOutside(transaction, body, symbols)) is not { } scope)
        {
            return;
        }

        // Where the pipeline's content, or what stands for an interface, is not known, it may be one that does not retry.
        context.ReportUnlessBaselined(Diagnostic.Create(
            Descriptors.TransactionRetry,
            InvokedName.Of(call.Operation),
            scope.IsCertain ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            additionalLocations: null,
            properties: null,
            transaction.Name,
            scope.Name));
    }

    // What is handed a token with each execution is made to be executed more than once.
    private static bool TakesToken(IOperation body) => body is IAnonymousFunctionOperation { Symbol.Parameters: var parameters }
        && parameters.Any(static parameter => parameter.Type is { Name: nameof(CancellationToken), ContainingNamespace: { Name: nameof(System.Threading), ContainingNamespace.Name: nameof(System) } });

    private static bool IsMadeOutside(ISymbol transaction, IOperation body, KnownSymbols symbols)
    {
        // A parameter of the retried function itself is new with each call of it.
        if (transaction.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span)))
        {
            return false;
        }

        // A property with code may make a new one each time; one that keeps a value, or returns a field, does not.
        if (transaction is IPropertySymbol property && symbols.Code.Bodies(property).ToArray() is { Length: > 0 } getters)
        {
            return getters.SelectMany(CodeSearch.Returns).Select(Kept).ToArray() is { Length: > 0 } kept
                && kept.All(field => field is IFieldSymbol && IsMadeOutside(field, body, symbols));
        }

        return (transaction is not IPropertySymbol || symbols.Code.HasCode(transaction))
            && !body.Descendants().OfType<IAssignmentOperation>().Any(assignment => SymbolEqualityComparer.Default.Equals(CodeSearch.Named(assignment.Target), transaction));
    }

    // _transaction, or _transaction ??= …
    private static ISymbol? Kept(IOperation result) => CodeSearch.Named(CodeSearch.Unwrap(result) is ICoalesceAssignmentOperation assignment ? assignment.Target : result);
}
