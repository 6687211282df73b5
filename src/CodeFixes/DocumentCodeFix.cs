using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes;

/// <summary>A fix that repairs any number of reports in one document at once, so that Fix All over a solution is the same as one by one.</summary>
public abstract class DocumentCodeFix : CodeFixProvider
{
    /// <summary>What the fix does, in the words of a menu.</summary>
    protected abstract string Title { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        // Analyzers run side by side and their reports come in any order, while of two repairs that exclude each other the first in the file is to win.
        var inOrder = diagnostics.Sort(static (one, other) => one.Location.SourceSpan.CompareTo(other.Location.SourceSpan));
        return await ((DocumentCodeFix)context.CodeFixProvider).FixAsync(document, inOrder, context.CancellationToken).ConfigureAwait(false) ?? document;
    });

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        // Offered only where it changes something.
        if (await FixAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false) is { } repaired)
        {
            context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(repaired), equivalenceKey: Title), context.Diagnostics);
        }
    }

    /// <summary>The document without these reports, as far as they can be repaired; null where none can.</summary>
    /// <param name="document">The document.</param>
    /// <param name="diagnostics">Reports in it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    protected abstract Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken);
}
