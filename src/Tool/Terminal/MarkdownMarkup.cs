using System.Text.RegularExpressions;
using Spectre.Console;

namespace RedisSafety.Tool.Terminal;

/// <summary>
/// Turns the Markdown of the rule pages into markup of Spectre.Console: headlines, lists, inline code, links and fenced code.
/// </summary>
internal static partial class MarkdownMarkup
{
    /// <summary>The lines of a page.</summary>
    public static IEnumerable<string> Lines(string markdown)
    {
        var inCode = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inCode = !inCode;
            }
            else if (inCode)
            {
                yield return "    [teal]" + Markup.Escape(line) + "[/]";
            }
            else if (line.StartsWith('#'))
            {
                yield return "[bold underline]" + Markup.Escape(line.TrimStart('#', ' ')) + "[/]";
            }
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                yield return "  • " + Inline(line[2..]);
            }
            else
            {
                yield return Inline(line);
            }
        }
    }

    private static string Inline(string text)
    {
        var escaped = Markup.Escape(text);
        escaped = Code().Replace(escaped, "[teal]$1[/]");
        return Bold().Replace(escaped, "[bold]$1[/]");
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*\*([^*]+)\*\*")]
    private static partial Regex Bold();
}
