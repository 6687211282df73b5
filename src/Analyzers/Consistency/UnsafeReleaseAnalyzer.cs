using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2009: a lock is read, compared and deleted in three steps.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsafeReleaseAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnsafeRelease);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            FlowRule.Register(start, static findings => findings.Releases, Report);
            FlowRule.RegisterTypes(start, static findings => findings.TakesLocks, ReportType);
        });
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.Releases)
        {
            Report(finding, report);
        }
    }

    // A lock that one member takes and another ends. The driver comes once for each file of the type that takes one.
    private static void ReportType(INamedTypeSymbol type, SyntaxTree tree, RedisFlow flow, Action<Diagnostic> report, CancellationToken cancellationToken)
    {
        foreach (var finding in TypeLocks.Of(type, flow, cancellationToken))
        {
            if (finding.Read.Place.Tree == tree)
            {
                Report(finding, report);
            }
        }
    }

    private static void Report(Finding finding, Action<Diagnostic> report)
    {
        var suffix = finding.Write.Method.EndsWith("Async", StringComparison.Ordinal) ? "Async" : "";
        var extends = finding.Write.Command.Use == ValueUse.Expire;
        var (what, instead) = finding.Read.IsWrite
            ? ($"'{finding.Write.Method}' deletes the lock '{finding.Key}', taken in {finding.Read.Place.Describe(finding.WriteAt.Tree)}, without a check: if it has expired, the lock of the next holder is deleted",
                $"take it with a token of your own, and release it by 'LockRelease{suffix}', which compares and deletes in one step")
            : ($"Between the read of the lock '{finding.Key}' in {finding.Read.Place.Describe(finding.WriteAt.Tree)} and '{finding.Write.Method}' it may expire, and then the lock of the next holder is {(extends ? "extended" : "deleted")}",
                extends ? $"'LockExtend{suffix}' compares and extends in one step" : $"'LockRelease{suffix}' compares and deletes in one step");
        report(Diagnostic.Create(Descriptors.UnsafeRelease, finding.WriteAt.ToLocation(), finding.Others(finding.WriteAt), finding.Properties(finding.WriteAt), what, instead));
    }
}
