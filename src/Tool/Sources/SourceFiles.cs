using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using RedisSafety.Analyzers.Baselines;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Sources;

/// <summary>The source files with findings, each read and parsed once per set of preprocessor symbols.</summary>
internal sealed class SourceFiles
{
    private readonly ConcurrentDictionary<string, SourceText?> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string File, string Symbols), SyntaxNode?> _roots = new();

    /// <summary>The call and the key that a finding is about.</summary>
    public string Subject(Place place, string symbols)
    {
        if (Text(place.File) is not { } text || Root(place.File, symbols) is not { } root || Span(text, place) is not { } span)
        {
            return "";
        }

        return FindingSubject.Of(root, span);
    }

    /// <summary>Lines of a file around a range of lines, with their numbers. Empty if the file cannot be read.</summary>
    public IReadOnlyList<(int Number, string Text)> Lines(string file, int first, int last)
    {
        if (Text(file) is not { } text)
        {
            return [];
        }

        var from = Math.Max(1, first);
        var to = Math.Min(text.Lines.Count, last);
        return [.. Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(number => (number, text.Lines[number - 1].ToString()))];
    }

    private static TextSpan? Span(SourceText text, Place place)
    {
        if (place.StartLine < 1 || place.EndLine > text.Lines.Count)
        {
            return null;
        }

        var start = text.Lines[place.StartLine - 1].Start + place.StartColumn - 1;
        var end = text.Lines[place.EndLine - 1].Start + place.EndColumn - 1;
        return start >= 0 && start <= end && end <= text.Length ? TextSpan.FromBounds(start, end) : null;
    }

    private SourceText? Text(string file) => _texts.GetOrAdd(file, static path =>
    {
        try
        {
            using var stream = File.OpenRead(path);
            return SourceText.From(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException
            or System.Text.DecoderFallbackException or InvalidDataException)
        {
            return null;
        }
    });

    private static string[] Split(string symbols) =>
        symbols.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private SyntaxNode? Root(string file, string symbols) => _roots.GetOrAdd((file, symbols), key => Text(key.File) is { } text
        ? CSharpSyntaxTree.ParseText(
            text,
            new CSharpParseOptions(
                LanguageVersion.Preview,
                preprocessorSymbols: Split(key.Symbols))).GetRoot()
        : null);
}
