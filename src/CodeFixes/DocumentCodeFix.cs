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
    public sealed override FixAllProvider GetFixAllProvider() =>
        FixAllProvider.Create(async (context, document, diagnostics) => await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false) ?? document);

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
