using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Analyzers.Flow;

/// <summary>A span of the source. Unlike a syntax node it keeps no tree of nodes alive.</summary>
internal readonly record struct Place(SyntaxTree Tree, TextSpan Span)
{
    public Location ToLocation() => Location.Create(Tree, Span);

    public static Place Of(IOperation operation) => new(operation.Syntax.SyntaxTree, operation.Syntax.Span);

    /// <summary>Where it is, as a message says it: the line, and the file where that is another than the reader is in. Told when the message is.</summary>
    public object Describe(SyntaxTree seenFrom) => new Description(this, seenFrom);

    private sealed class Description(Place place, SyntaxTree seenFrom)
    {
        public override string ToString()
        {
            var line = place.ToLocation().GetLineSpan();
            var number = line.StartLinePosition.Line + 1;
            return place.Tree == seenFrom || string.IsNullOrEmpty(line.Path) ? $"line {number}" : $"line {number} of {System.IO.Path.GetFileName(line.Path)}";
        }
    }
}
