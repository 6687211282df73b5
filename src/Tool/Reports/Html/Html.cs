using System.Net;
using System.Text.RegularExpressions;

namespace RedisSafety.Tool.Reports.Html;

/// <summary>Turns text and the Markdown of the rule pages into HTML.</summary>
internal static partial class Html
{
    /// <summary>Escapes text for content and for attributes.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A section of a rule page: paragraphs, lists, fenced code, inline code and links.</summary>
    public static string Markdown(string markdown)
    {
        var html = new System.Text.StringBuilder();
        var open = "";
        var inCode = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Close();
                inCode = !inCode;
                html.Append(inCode ? "<pre tabindex=\"0\"><code>" : "</code></pre>\n");
            }
            else if (inCode)
            {
                html.Append(Text(line)).Append('\n');
            }
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                Open("ul");
                html.Append("<li>").Append(Inline(line[2..])).Append("</li>\n");
            }
            else if (line.Trim() is "")
            {
                Close();
            }
            else
            {
                Open("p");
                html.Append(Inline(line)).Append('\n');
            }
        }

        Close();
        return html.ToString();

        void Open(string element)
        {
            if (open != element)
            {
                Close();
                html.Append('<').Append(element).Append('>');
                open = element;
            }
        }

        void Close()
        {
            if (open is not "")
            {
                html.Append("</").Append(open).Append(">\n");
                open = "";
            }
        }
    }

    private static string Inline(string text)
    {
        var html = Code().Replace(Text(text), "<code>$1</code>");
        html = Bold().Replace(html, "<strong>$1</strong>");
        return Link().Replace(html, match => match.Groups[2].Value.StartsWith("https://", StringComparison.Ordinal)
            ? $"<a href=\"{match.Groups[2].Value}\">{match.Groups[1].Value}</a>"
            : match.Groups[1].Value);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*([^*]+)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
