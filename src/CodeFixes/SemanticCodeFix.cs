using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RedisSafety.CodeFixes;

/// <summary>A fix of a document that asks what its code means.</summary>
public abstract class SemanticCodeFix : DocumentCodeFix
{
    /// <inheritdoc/>
    protected sealed override async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return root is null || model is null ? null : await FixAsync(document, root, model, diagnostics, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The document without these reports, as far as they can be repaired; null where none can.</summary>
    /// <param name="document">The document.</param>
    /// <param name="root">Its syntax.</param>
    /// <param name="model">What that means.</param>
    /// <param name="diagnostics">Reports in it.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    protected abstract Task<Document?> FixAsync(
        Document document, SyntaxNode root, SemanticModel model, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken);
}
