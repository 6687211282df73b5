using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2010: a lock or a limit gets its time to live by a second command.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LateExpiryAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.LateExpiry);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.Expiries, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.Expiries)
        {
            var isLock = finding.Read.Has(EffectTraits.Claims);
            report(Diagnostic.Create(
                Descriptors.LateExpiry,
                finding.WriteAt.ToLocation(),
                finding.Others(finding.WriteAt),
                finding.Properties(finding.WriteAt),
                finding.Key,
                finding.Read.Method,
                finding.Read.Place.Describe(finding.WriteAt.Tree),
                finding.Write.Method,
                isLock ? $"give the expiry to '{finding.Read.Method}'" : "send both in one transaction or script, or set it each time with ExpireWhen.HasNoExpiry"));
        }
    }
}
