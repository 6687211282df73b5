namespace RedisSafety.Tool.Drills;

/// <summary>Keeps the figures of the last drill in a runbook: between two comments of a Markdown file, and nowhere else.</summary>
internal static class DrillRunbook
{
    /// <summary>The line above the figures.</summary>
    public const string Begin = "<!-- redis-safety drill: begin -->";

    /// <summary>The line below the figures.</summary>
    public const string End = "<!-- redis-safety drill: end -->";

    /// <summary>Checks before the drill that the runbook can be filled in.</summary>
    /// <exception cref="ToolException">It cannot be read, or lacks one of the two comments.</exception>
    public static void Check(string file) => _ = Split(file);

    /// <summary>Fills it in.</summary>
    /// <exception cref="ToolException">It cannot be read or written, or lacks one of the two comments.</exception>
    public static void Fill(string file, DrillReport report)
    {
        var (before, after) = Split(file);
        using var stream = new MemoryStream();
        DrillMarkdown.Write(report, stream);

        // One level below the headlines of the runbook.
        var lines = System.Text.Encoding.UTF8.GetString(stream.ToArray()).TrimEnd().Split('\n')
            .Select(static line => line.StartsWith('#') ? "##" + line : line);
        try
        {
            File.WriteAllText(file, $"{before}{Begin}\n\n{string.Join('\n', lines)}\n\n{End}{after}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The runbook '{file}' cannot be written: {exception.Message}", exception);
        }
    }

    private static (string Before, string After) Split(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The runbook '{file}' cannot be read: {exception.Message}", exception);
        }

        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : text.IndexOf(End, begin, StringComparison.Ordinal);
        return end >= 0
            ? (text[..begin], text[(end + End.Length)..])
            : throw new ToolException($"The runbook '{file}' lacks the lines '{Begin}' and '{End}', between which the figures go.");
    }
}
