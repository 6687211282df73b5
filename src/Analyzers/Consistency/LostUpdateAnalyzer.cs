using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RedisSafety.Analyzers.Flow;
using RedisSafety.Commands;

namespace RedisSafety.Analyzers.Consistency;

/// <summary>RSF2005: what is read from the primary is changed and written back, or taken, with nothing that keeps others out.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostUpdateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.LostUpdate);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode.LeftOutByTheRule);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start => FlowRule.Register(start, static findings => findings.LostUpdates, Report));
    }

    private static void Report(MemberFindings findings, Action<Diagnostic> report)
    {
        foreach (var finding in findings.LostUpdates)
        {
            report(Diagnostic.Create(
                Descriptors.LostUpdate, finding.WriteAt.ToLocation(), finding.Others(finding.WriteAt), finding.Properties(finding.WriteAt),
                    What(finding), Instead(finding)));
        }
    }

    // What can happen to another caller.
    private static string What(Finding finding)
    {
        var read = $"'{finding.Key}' in {finding.Read.Place.Describe(finding.WriteAt.Tree)}";
        var write = finding.Write.Method;
        return (finding.Read.Command.Use, finding.Write.Command.Use) switch
        {
            (ValueUse.Ask, _) => $"Two callers can both pass the check of {read} before '{write}' runs",
            (_, ValueUse.Remove) when finding.Write.Command.Part != ValuePart.Whole || finding.Read.Command.Part == ValuePart.Whole =>
                $"Another caller may have read the same value of {read} before '{write}' removes it, and both go on with it",
            (_, ValueUse.Remove) => $"'{write}' also removes what another caller adds after the read of {read}",
            _ => $"'{write}' writes back a value of {read}: what another caller writes in between is lost",
        };
    }

    private static string Instead(Finding finding)
    {
        if (finding.Write.Has(EffectTraits.Queued))
        {
            return "add a condition on the key to the transaction";
        }

        return (finding.Read.Command.Use, finding.Write.Command) switch
        {
            (ValueUse.Ask, { Use: ValueUse.Add, Part: ValuePart.Member }) =>
                $"act on the reply of '{finding.Write.Method}', which only the first caller gets as true",
            (ValueUse.Ask, { Name: "SET" or "HSET" }) =>
                $"let the server check: give '{finding.Write.Method}' a condition such as When.NotExists",
            (ValueUse.Ask, _) => "let the server check, by a transaction with a condition on the key or a script",
            (_, { Use: ValueUse.Remove, Part: ValuePart.Whole }) when finding.Read.Command.Name == "GET" =>
                "StringGetDelete reads and deletes in one step; or continue only if the reply of the delete is true",
            (_, { Use: ValueUse.Remove, Part: ValuePart.Whole }) => "read and delete in one transaction, or rename the key first",
            (_, { Use: ValueUse.Remove, Part: ValuePart.Element }) => "pop the elements, or read and trim in one transaction",
            (_, { Use: ValueUse.Remove }) => $"continue only if the reply of '{finding.Write.Method}' shows that it removed something",
            _ => "use a transaction with a condition on the key, a script, or a lock around both",
        };
    }
}
