using System.Text.Json;

namespace RedisSafety.Tool.Drills;

/// <summary>A JSON file with limits, named as the options: <c>{ "max-rto": "2s", "max-lost": 0 }</c>.</summary>
internal static class LimitFile
{
    private static string Names => string.Join(", ", Threshold.All.Select(static threshold => threshold.Option));

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It cannot be read, or names something that is no limit.</exception>
    public static IReadOnlyDictionary<string, double> Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(file),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"'{file}' holds no JSON object.");
            }

            var limits = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                var threshold = Threshold.All.FirstOrDefault(threshold => threshold.Option == property.Name)
                    ?? throw new ToolException($"'{file}': there is no limit '{property.Name}'. Use {Names}.");
                var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
                var form = threshold.IsTime ? "time: write 300ms, 2s or 1m" : "number";
                limits[property.Name] = threshold.Parse(text) ?? throw new ToolException($"'{file}': '{text}' is no {form}.");
            }

            return limits;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ToolException($"The limits '{file}' cannot be read: {exception.Message}", exception);
        }
    }
}
