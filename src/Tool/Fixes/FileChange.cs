using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Tool.Fixes;

/// <summary>One changed file.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Before">The text on disk.</param>
/// <param name="After">The text after the fixes.</param>
internal sealed record FileChange(string Path, SourceText Before, SourceText After)
{
    /// <summary>The files that differ between the code on disk and a solution.</summary>
    public static async Task<IReadOnlyList<FileChange>> BetweenAsync(
        Solution before, Solution after, CancellationToken cancellationToken)
    {
        var changes = new List<FileChange>();
        foreach (var id in after.GetChanges(before).GetProjectChanges().SelectMany(project => project.GetChangedDocuments()))
        {
            var old = await before.GetDocument(id)!.GetTextAsync(cancellationToken);
            var changed = await after.GetDocument(id)!.GetTextAsync(cancellationToken);
            if (!old.ContentEquals(changed))
            {
                changes.Add(new FileChange(before.GetDocument(id)!.FilePath!, old, changed));
            }
        }

        return [.. changes.OrderBy(change => change.Path, StringComparer.Ordinal)];
    }

    /// <summary>Writes the new text in the encoding of the file.</summary>
    public void Apply() => Write(After);

    /// <summary>Writes the old text back.</summary>
    public void Revert() => Write(Before);

    private void Write(SourceText text)
    {
        using var writer = new StreamWriter(Path, append: false, Before.Encoding ?? new System.Text.UTF8Encoding(false));
        text.Write(writer);
    }
}
