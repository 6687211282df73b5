using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// Reports a finding that is an error by default, unless the baseline lists it: the compiler lets no suppressor hide such a finding. Its
/// count is left to the tool, as operations are analyzed in no order.
/// </summary>
internal static class BaselinedErrors
{
    /// <summary>Reports a finding of an operation.</summary>
    public static void ReportUnlessBaselined(this OperationAnalysisContext context, Diagnostic diagnostic)
    {
        if (Baseline.Of(context.Options, context.CancellationToken) is { } baseline && baseline.Mentions(diagnostic.Id)
            && diagnostic.Location.SourceTree is { } tree && context.Operation.SemanticModel is { } model)
        {
            var declaration = MemberId.DeclarationAt(tree.GetRoot(context.CancellationToken), diagnostic.Location.SourceSpan.Start);
            var member = MemberId.Of(model, declaration, context.CancellationToken);
            if (Lists(baseline, diagnostic, context.Compilation, member, context.CancellationToken))
            {
                return;
            }
        }

        context.ReportDiagnostic(diagnostic);
    }

    /// <summary>Reports a finding of a member.</summary>
    public static void ReportUnlessBaselined(this SymbolAnalysisContext context, Diagnostic diagnostic)
    {
        if (Baseline.Of(context.Options, context.CancellationToken) is { } baseline && baseline.Mentions(diagnostic.Id)
            && Lists(
                baseline, diagnostic, context.Compilation, context.Symbol.GetDocumentationCommentId() ?? "", context.CancellationToken))
        {
            return;
        }

        context.ReportDiagnostic(diagnostic);
    }

    private static bool Lists(
        Baseline baseline, Diagnostic diagnostic, Compilation compilation, string member, CancellationToken cancellationToken) =>
        diagnostic.Location.SourceTree is { } tree && baseline.Count(
            diagnostic.Id,
            compilation.AssemblyName ?? "",
            member,
            FindingSubject.Of(tree.GetRoot(cancellationToken), diagnostic.Location.SourceSpan)) > 0;
}
