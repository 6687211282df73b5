using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using RedisSafety.Analyzers.Calls;
using RedisSafety.Commands.Client;

namespace RedisSafety.Analyzers.Retry;

/// <summary>RSF3005: the result of a retried conditional write is used, which says "not done" where the first attempt had done it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConditionalResultAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ConditionalResult);

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
        if (RedisCall.Of((IInvocationOperation)context.Operation, symbols) is not { Sends: true, Sent: { Reply: not ReplyMeaning.Same } sent } call
            || symbols.Retry.ScopesOf(call.Operation).FirstOrDefault(scope => scope.EndsOnSuccess && !scope.IsFirst(call.Operation) && Repeats(scope, symbols)) is not { } scope
            || ResultUse.Of(call.Operation, scope) is not { } use
            || (sent.Reply == ReplyMeaning.Counts && !ResultUse.Decides(use))
            || AsksAgain(call.Operation, symbols))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.ConditionalResult, InvokedName.Of(call.Operation), [use.Syntax.GetLocation()], sent.CommandName, scope.Name));
    }

    /// <summary>The result of a call would mislead its reader if <c>WithRetry</c> repeated the call.</summary>
    internal static bool WouldMislead(IInvocationOperation call, KnownSymbols symbols) =>
        RedisCall.Of(call, symbols) is { Sent: { Reply: not ReplyMeaning.Same } sent }
        && ResultUse.Of(call, new RetryScope(RetryKind.Client, call, null, Faults.Unknown, IsCertain: true)) is { } use
        && (sent.Reply != ReplyMeaning.Counts || ResultUse.Decides(use));

    // WithRetry, whose faults are not known, repeats a conditional write: it does no harm to what is stored. The router does not in the body
    // of a repository's method, where a second reply would be another one.
    private static bool Repeats(RetryScope scope, KnownSymbols symbols) => scope is not { Kind: RetryKind.Router, Body: null }
        && (scope.Faults.AfterApplied(symbols) is not null || (scope.IsCertain && !scope.Faults.IsKnown));

    // Who holds the lock is asked beside it: what the reply said does not decide alone.
    private static bool AsksAgain(IOperation call, KnownSymbols symbols) => CodeSearch.Root(call).Descendants().OfType<IInvocationOperation>()
        .Any(other => other.TargetMethod.Name is "LockQuery" or "LockQueryAsync" && RedisCall.Of(other, symbols) is not null);
}
