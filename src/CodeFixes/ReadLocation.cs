using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Analyzers.Flow;

namespace RedisSafety.CodeFixes;

/// <summary>The first of the two calls that a report is about.</summary>
internal static class ReadLocation
{
    /// <summary>Finds the call, if it is in the same document.</summary>
    public static InvocationExpressionSyntax? Find(SyntaxNode root, Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(Finding.ReadIndex, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < diagnostic.AdditionalLocations.Count
            && diagnostic.AdditionalLocations[index] is { SourceTree: { } tree } location
            && tree.FilePath == root.SyntaxTree.FilePath
            && root.FullSpan.Contains(location.SourceSpan)
                ? root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax
                : null;
}
