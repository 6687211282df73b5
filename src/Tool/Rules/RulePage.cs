namespace RedisSafety.Tool.Rules;

/// <summary>The documentation of one rule.</summary>
/// <param name="Id">The id, as <c>RSF2001</c>.</param>
/// <param name="Title">The headline without the id.</param>
/// <param name="Markdown">The whole page.</param>
internal sealed record RulePage(string Id, string Title, string Markdown)
{
    private const string AnySeverity = "Default severity: ";

    /// <summary>The address of the page on the web, as a link in reports.</summary>
    public Uri HelpUri { get; } = new($"https://github.com/RedisSafety/RedisSafety/blob/main/docs/rules/{Id}.md");

    /// <summary>The severity without configuration: error, warning or info.</summary>
    public string DefaultSeverity
    {
        get
        {
            var line = Markdown.Split('\n').FirstOrDefault(line => line.StartsWith(AnySeverity, StringComparison.Ordinal));
            var word = new string([.. (line ?? "")[Math.Min(AnySeverity.Length, (line ?? "").Length)..].TakeWhile(char.IsAsciiLetter)]);
            return word is "error" or "info" ? word : "warning";
        }
    }

    /// <summary>The text of one section, trimmed, or null.</summary>
    public string? Section(string headline)
    {
        var lines = Markdown.Split('\n');
        var start = Array.FindIndex(lines, line => line.Trim() == "## " + headline);
        if (start < 0)
        {
            return null;
        }

        return string.Join('\n', lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))).Trim();
    }
}
