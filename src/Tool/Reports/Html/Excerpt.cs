using System.Text;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Sources;

namespace RedisSafety.Tool.Reports.Html;

/// <summary>The lines of a file around a finding, with the reported place and its related places marked and named.</summary>
internal static class Excerpt
{
    /// <summary>Lines before and after each place.</summary>
    private const int Around = 2;

    /// <summary>The most lines of one excerpt: a related place may be the whole of a long type.</summary>
    private const int MostLines = 60;

    /// <summary>Places that are reads where the related ones are writes, and the other way round.</summary>
    private static readonly Dictionary<string, (string Primary, string Related)> Names = new(StringComparer.Ordinal)
    {
        ["RSF2001"] = ("read", "write"),
        ["RSF2004"] = ("read", "write"),
        ["RSF2005"] = ("write", "read"),
        ["RSF2006"] = ("read", "write"),
        ["RSF2007"] = ("read", "further access"),
        ["RSF1002"] = ("call", "further call"),
    };

    /// <summary>The HTML of all excerpts of a finding, the reported file first.</summary>
    public static string Of(ScanResult result, Finding finding, SourceFiles sources)
    {
        var (primary, related) = Names.GetValueOrDefault(finding.Rule, ("reported", "related"));
        var marks = new List<Mark> { new(finding.Place, "primary", primary) };
        marks.AddRange(finding.Related.Where(place => place != finding.Place).Select(place => new Mark(place, "related", related)));
        var html = new StringBuilder();
        foreach (var file in marks.GroupBy(mark => mark.Place.File))
        {
            Append(html, result.Relative(file.Key), [.. file], sources);
        }

        return html.ToString();
    }

    private static void Append(StringBuilder html, string name, List<Mark> marks, SourceFiles sources)
    {
        var numbers = new SortedSet<int>();
        foreach (var mark in marks)
        {
            var last = Math.Min(mark.Place.EndLine, mark.Place.StartLine + MostLines);
            numbers.UnionWith(Enumerable.Range(mark.Place.StartLine - Around, last - mark.Place.StartLine + 1 + (2 * Around)));
        }

        var lines = sources.Lines(marks[0].Place.File, numbers.Min, numbers.Max).Where(line => numbers.Contains(line.Number))
            .Take(MostLines)
            .ToList();
        if (lines.Count == 0)
        {
            return;
        }

        var indentation = Indentation(lines.Select(line => line.Text));
        html.Append($"<pre tabindex=\"0\" role=\"group\" aria-label=\"Source of {Html.Text(name)}, line {lines[0].Number}\">");
        var before = lines[0].Number - 1;
        foreach (var (number, text) in lines)
        {
            if (number != before + 1)
            {
                html.Append("<span class=\"gap\">⋯</span>");
            }

            before = number;
            html.Append($"<span class=\"row\"><span class=\"number\">{number}</span>");
            AppendLine(html, number, text, Math.Min(indentation, text.Length), marks);
            html.Append("</span>");
        }

        html.Append("</pre>\n");
    }

    /// <summary>The number of blanks that all lines begin with: they would push the code out of a narrow window.</summary>
    private static int Indentation(IEnumerable<string> lines)
    {
        string? common = null;
        foreach (var line in lines.Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            var blanks = line[..(line.Length - line.TrimStart().Length)];
            common ??= blanks;
            var length = 0;
            while (length < Math.Min(common.Length, blanks.Length) && common[length] == blanks[length])
            {
                length++;
            }

            common = common[..length];
        }

        return common?.Length ?? 0;
    }

    /// <summary>
    /// A line in runs of characters with the same mark, without its indentation. The reported place wins where two overlap.
    /// </summary>
    private static void AppendLine(StringBuilder html, int number, string text, int indentation, List<Mark> marks)
    {
        var of = new Mark?[text.Length];
        foreach (var mark in Enumerable.Reverse(marks))
        {
            if (number >= mark.Place.StartLine && number <= mark.Place.EndLine)
            {
                var from = number == mark.Place.StartLine ? mark.Place.StartColumn - 1 : text.Length - text.TrimStart().Length;
                var to = number == mark.Place.EndLine ? mark.Place.EndColumn - 1 : text.Length;
                from = Math.Clamp(from, 0, text.Length);
                Array.Fill(of, mark, from, Math.Clamp(to - from, 0, text.Length - from));
            }
        }

        for (var start = indentation; start < text.Length;)
        {
            var end = start + 1;
            while (end < text.Length && ReferenceEquals(of[end], of[start]))
            {
                end++;
            }

            var run = Html.Text(text[start..end]);
            html.Append(of[start] is { } mark ? $"<mark class=\"{mark.Kind}\">{run}</mark>" : run);
            start = end;
        }

        var names = marks.Where(mark => mark.Place.StartLine == number).Select(mark => mark.Name).Distinct().ToList();
        if (names.Count > 0)
        {
            html.Append($"<span class=\"tag\">◂ {string.Join(", ", names)}</span>");
        }
    }

    private sealed record Mark(Place Place, string Kind, string Name);
}
