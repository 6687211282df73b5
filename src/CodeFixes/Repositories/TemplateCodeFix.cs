using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>
/// A fix that writes into a command template what the rule has found to help: a text in place of the reported part, or of each additional
/// location. The rule says it only of literals whose text it can follow, and never of a constant from elsewhere.
/// </summary>
public abstract class TemplateCodeFix : DocumentCodeFix
{
    /// <summary>The property of a report that holds what to write.</summary>
    internal const string Suggestion = nameof(Suggestion);

    /// <summary>Two changes of one word of a template would undo each other.</summary>
    protected virtual bool IsOneForAWord => false;

    /// <inheritdoc/>
    protected sealed override async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is null)
        {
            return null;
        }

        var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        var changes = new Dictionary<TextSpan, string>();
        var words = new Dictionary<TextSpan, TextSpan>();
        foreach (var diagnostic in diagnostics)
        {
            var edits = Edits(diagnostic, root).ToArray();
            if (edits.Length == 0 || edits.Any(edit => Contradicts(edit, changes) || (IsOneForAWord && words.TryGetValue(Word(text, edit.Span), out var other) && other != edit.Span)))
            {
                continue;
            }

            foreach (var edit in edits)
            {
                changes[edit.Span] = edit.NewText!;
                words[Word(text, edit.Span)] = edit.Span;
            }
        }

        return changes.Count == 0 ? null : document.WithText(text.WithChanges(changes.OrderBy(static change => change.Key.Start).Select(static change => new TextChange(change.Key, change.Value))));
    }

    private static IEnumerable<TextChange> Edits(Diagnostic diagnostic, SyntaxNode root)
    {
        if (!diagnostic.Properties.TryGetValue(Suggestion, out var suggestion) || suggestion is null)
        {
            return [];
        }

        IReadOnlyList<Location> places = diagnostic.AdditionalLocations.Count > 0 ? diagnostic.AdditionalLocations : [diagnostic.Location];
        var texts = suggestion.Split('\n');
        return places.Count == texts.Length && places.All(place => IsInLiteral(place, root))
            ? places.Zip(texts, static (place, text) => new TextChange(place.SourceSpan, text))
            : [];
    }

    // Its file may have changed since, or another one is meant.
    private static bool IsInLiteral(Location place, SyntaxNode root) =>
        place.SourceTree?.FilePath == root.SyntaxTree.FilePath
        && root.FullSpan.Contains(place.SourceSpan)
        && root.FindToken(place.SourceSpan.Start) is var token
        && (token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken))
        && token.SpanStart < place.SourceSpan.Start
        && token.Span.End > place.SourceSpan.End;

    private static bool Contradicts(TextChange edit, Dictionary<TextSpan, string> changes) => changes.TryGetValue(edit.Span, out var known)
        ? known != edit.NewText
        : changes.Keys.Any(other => other.OverlapsWith(edit.Span));

    private static TextSpan Word(SourceText text, TextSpan span)
    {
        var (start, end) = (span.Start, span.End);
        while (start > 0 && !IsBoundary(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && !IsBoundary(text[end]))
        {
            end++;
        }

        return TextSpan.FromBounds(start, end);
    }

    private static bool IsBoundary(char character) => char.IsWhiteSpace(character) || character == '"';
}
