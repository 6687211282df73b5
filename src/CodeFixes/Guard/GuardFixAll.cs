using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Guard;

/// <summary>Installs the guard once in each project, however many registrations are reported there.</summary>
internal sealed class GuardFixAll : FixAllProvider
{
    public static GuardFixAll Instance { get; } = new();

    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var solution = fixAllContext.Solution;
        var projects = fixAllContext.Scope == FixAllScope.Solution ? solution.ProjectIds : [fixAllContext.Project.Id];
        foreach (var id in projects)
        {
            var diagnostics = await DiagnosticsAsync(fixAllContext, id).ConfigureAwait(false);
            if (solution.GetProject(id) is { } project && await GuardInstallation.InstallAsync(
                project, diagnostics, fixAllContext.CancellationToken).ConfigureAwait(false) is { } installed)
            {
                solution = installed;
            }
        }

        return CodeAction.Create(GuardCodeFix.Title, _ => Task.FromResult(solution), equivalenceKey: GuardCodeFix.Title);
    }

    private static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(FixAllContext context, ProjectId id) =>
        context is { Scope: FixAllScope.Document, Document: { } document }
            ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
            : context.Solution.GetProject(id) is { } project ? await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)
            : ImmutableArray<Diagnostic>.Empty;
}
