using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using RedisSafety.Tool.Findings;
using RedisSafety.Tool.Terminal;

namespace RedisSafety.Tool.Baselines;

/// <summary>
/// The findings that a codebase had when it began to look, with their counts. Sorted, one line an entry and without line numbers:
/// formatting and moving code change nothing in it, and two branches that repair different findings merge.
/// </summary>
/// <param name="Findings">The count of each key.</param>
/// <param name="Accepted">Findings that stay, with their reasons.</param>
internal sealed partial record BaselineFile(IReadOnlyDictionary<FindingKey, int> Findings, IReadOnlyList<AcceptedEntry> Accepted)
{
    /// <summary>The name by which ordinary builds find the file as well.</summary>
    public const string DefaultName = "redis-safety.baseline.json";

    private const string Schema = "https://raw.githubusercontent.com/RedisSafety/RedisSafety/main/docs/schemas/baseline.schema.json";

    private const int Version = 1;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A baseline without entries.</summary>
    public static BaselineFile Empty { get; } = new(new Dictionary<FindingKey, int>(), []);

    /// <summary>The file that belongs to a folder: in it or in the nearest folder above, or else the one to write in it.</summary>
    public static string Locate(string folder)
    {
        for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var file = Path.Combine(parent, DefaultName);
            if (Path.Exists(file))
            {
                return file;
            }
        }

        return Path.Combine(folder, DefaultName);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">The file cannot be read. The message names the entry.</exception>
    public static BaselineFile Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(file),
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            if (root.TryGetProperty("version", out var version) && version.GetInt32() != Version)
            {
                throw new ToolException($"'{file}' has version {version.GetInt32()}, and this tool reads version {Version}.");
            }

            var findings = new Dictionary<FindingKey, int>();
            foreach (var entry in Entries(root, "findings"))
            {
                var key = new FindingKey(
                    Required(file, entry, "rule"),
                    Required(file, entry, "project"),
                    Text(entry, "member") ?? "",
                    Text(entry, "subject") ?? "");
                var count = entry.TryGetProperty("count", out var number) ? number.GetInt32() : 1;
                findings[key] = findings.GetValueOrDefault(key) + Math.Max(0, count);
            }

            return new BaselineFile(findings, [.. Entries(root, "accepted").Select(entry => Accept(file, entry))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException
            or InvalidOperationException)
        {
            throw new ToolException($"The baseline '{file}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public void Write(string file)
    {
        try
        {
            OutputFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(ToText())));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The baseline '{file}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The text of the file.</summary>
    public string ToText()
    {
        var text = new StringBuilder("{\n");
        text.Append(CultureInfo.InvariantCulture, $"  \"$schema\": {Json(Schema)},\n  \"version\": {Version},\n  \"findings\": [");
        Append(Findings.Where(entry => entry.Value > 0).OrderBy(entry => entry.Key).Select(entry =>
            $"{{ \"rule\": {Json(entry.Key.Rule)}, \"project\": {Json(entry.Key.Project)}, \"member\": {Json(entry.Key.Member)}, "
            + $"\"subject\": {Json(entry.Key.Subject)}, \"count\": {entry.Value} }}"));
        text.Append("],\n  \"accepted\": [");
        Append(Accepted.Select(ToText));
        return text.Append("]\n}\n").ToString();

        void Append(IEnumerable<string> entries)
        {
            var lines = string.Join(",\n    ", entries);
            text.Append(lines is "" ? "" : $"\n    {lines}\n  ");
        }
    }

    private static string ToText(AcceptedEntry entry)
    {
        var values = new List<string> { "\"rule\": " + Json(entry.Rule) };
        Add("project", entry.Project);
        Add("member", entry.Member);
        Add("subject", entry.Subject);
        Add("reason", entry.Reason);
        Add("expires", entry.Expires?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return "{ " + string.Join(", ", values) + " }";

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                values.Add($"\"{name}\": {Json(value)}");
            }
        }
    }

    private static AcceptedEntry Accept(string file, JsonElement entry)
    {
        var expires = Text(entry, "expires");
        if (expires is not null && !DateOnly.TryParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw new ToolException($"'{file}': the date '{expires}' of an accepted entry is not written as 2027-01-31.");
        }

        return new AcceptedEntry(
            Required(file, entry, "rule"),
            Text(entry, "project"),
            Text(entry, "member"),
            Text(entry, "subject"),
            Required(file, entry, "reason"),
            expires is null ? null : DateOnly.ParseExact(expires, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static string Required(string file, JsonElement entry, string name) => Text(entry, name) is { } text && text.Trim() is not ""
        ? text
        : throw new ToolException($"'{file}': the entry {Shortened(entry.GetRawText())} has no '{name}'.");

    private static string Shortened(string text)
    {
        var line = Space().Replace(text, " ");
        return line.Length > 120 ? line[..120] + "…" : line;
    }

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IEnumerable<JsonElement> Entries(JsonElement root, string name) =>
        root.TryGetProperty(name, out var entries) ? entries.EnumerateArray() : Enumerable.Empty<JsonElement>();

    private static string Json(string text) => JsonSerializer.Serialize(text, Readable);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
