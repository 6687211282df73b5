using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RedisSafety.CodeFixes;

namespace RedisSafety.Tool.Fixes;

/// <summary>
/// Applies the fixes of the rules until none applies any more. A change that does not compile is taken back, and the findings behind it are
/// left to a person.
/// </summary>
internal sealed class FixEngine(FixProject project, IReadOnlyCollection<string> rules, Action<string> progress)
{
    /// <summary>A fix may reveal another finding. Two that undo each other end here.</summary>
    private const int MostRounds = 10;

    /// <summary>In the order of names: of two fixes for one rule, the one that changes less comes first.</summary>
    private static readonly ImmutableArray<CodeFixProvider> Providers =
    [
        .. typeof(DocumentCodeFix).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private int _errors;

    /// <summary>The number of repaired findings by rule.</summary>
    public SortedDictionary<string, int> Repaired { get; } = new(StringComparer.Ordinal);

    /// <summary>Repairs what can be repaired.</summary>
    public async Task<Solution> RunAsync(Solution solution, CancellationToken cancellationToken)
    {
        _errors = (await project.ErrorsAsync(solution, cancellationToken)).Count;
        if (_errors > 0)
        {
            throw new ToolException("The code does not compile outside of its own build. Nothing was changed.");
        }

        for (var round = 0; round < MostRounds; round++)
        {
            var before = solution;
            var findings = await project.FindingsAsync(solution, rules, cancellationToken);
            foreach (var rule in findings.Select(finding => finding.Id).Distinct().Order(StringComparer.Ordinal))
            {
                progress($"Repairing {rule}");
                solution = await RepairAsync(solution, rule, cancellationToken);
            }

            if (ReferenceEquals(solution, before))
            {
                break;
            }
        }

        return solution;
    }

    private static async Task<Solution?> ApplyAsync(CodeAction action, CancellationToken cancellationToken)
    {
        var operations = await action.GetOperationsAsync(cancellationToken);
        return operations.OfType<ApplyChangesOperation>().SingleOrDefault()?.ChangedSolution;
    }

    private static async Task<CodeAction?> FirstActionAsync(
        Document document, Diagnostic finding, CodeFixProvider provider, CancellationToken cancellationToken)
    {
        CodeAction? first = null;
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => first ??= action, cancellationToken));
        return first;
    }

    /// <summary>All findings of a rule at once if the result compiles, and else one by one.</summary>
    private async Task<Solution> RepairAsync(Solution solution, string rule, CancellationToken cancellationToken)
    {
        foreach (var provider in Providers.Where(provider => provider.FixableDiagnosticIds.Contains(rule)))
        {
            var findings = await OfRuleAsync(solution, rule, cancellationToken);
            foreach (var finding in findings)
            {
                var document = solution.GetDocument(finding.Location.SourceTree)!;
                if (await FirstActionAsync(document, finding, provider, cancellationToken) is not { EquivalenceKey: { } key })
                {
                    continue;
                }

                if (provider.GetFixAllProvider() is { } fixAll
                    && await FixAllAsync(document, provider, fixAll, key, rule, findings, cancellationToken) is { } all
                    && await AcceptsAsync(all, cancellationToken))
                {
                    var left = (await OfRuleAsync(all, rule, cancellationToken)).Length;
                    if (left < findings.Length)
                    {
                        Count(rule, findings.Length - left);
                        solution = all;
                    }
                }

                break;
            }

            solution = await OneByOneAsync(solution, rule, provider, cancellationToken);
        }

        return solution;
    }

    private async Task<Solution> OneByOneAsync(
        Solution solution, string rule, CodeFixProvider provider, CancellationToken cancellationToken)
    {
        while (true)
        {
            var findings = await OfRuleAsync(solution, rule, cancellationToken);
            var next = findings.FirstOrDefault(finding => !_given.Contains(Identity(finding, provider)));
            if (next is null)
            {
                return solution;
            }

            // Tried once: a person repairs what no fix applies to, and what a fix breaks.
            _given.Add(Identity(next, provider));
            if (await FirstActionAsync(solution.GetDocument(next.Location.SourceTree)!, next, provider, cancellationToken) is { } action
                && await ApplyAsync(action, cancellationToken) is { } changed
                && await AcceptsAsync(changed, cancellationToken)
                && (await OfRuleAsync(changed, rule, cancellationToken)).Length is var left && left < findings.Length)
            {
                Count(rule, findings.Length - left);
                solution = changed;
            }
        }
    }

    private async Task<ImmutableArray<Diagnostic>> OfRuleAsync(Solution solution, string rule, CancellationToken cancellationToken) =>
        await project.FindingsAsync(solution, [rule], cancellationToken);

    private async Task<bool> AcceptsAsync(Solution solution, CancellationToken cancellationToken) =>
        (await project.ErrorsAsync(solution, cancellationToken)).Count <= _errors;

    private static async Task<Solution?> FixAllAsync(
        Document document,
        CodeFixProvider provider,
        FixAllProvider fixAll,
        string key,
        string rule,
        ImmutableArray<Diagnostic> findings,
        CancellationToken cancellationToken)
    {
        var context = new FixAllContext(
            document, provider, FixAllScope.Project, key, [rule], new KnownFindings(findings), cancellationToken);
        return await fixAll.GetFixAsync(context) is { } action ? await ApplyAsync(action, cancellationToken) : null;
    }

    private static string Identity(Diagnostic finding, CodeFixProvider provider)
    {
        var tree = finding.Location.SourceTree!;
        var place = finding.Location.GetLineSpan();
        return $"{provider.GetType().Name} {finding.Id} {tree.FilePath} {place.StartLinePosition} {finding.GetMessage(null)}";
    }

    private void Count(string rule, int number) => Repaired[rule] = Repaired.GetValueOrDefault(rule) + number;

    private sealed class KnownFindings(ImmutableArray<Diagnostic> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(findings);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(
            Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return findings.Where(finding => finding.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
