using System.Text.Json;

namespace RedisSafety.Tool.Drills;

/// <summary>A JSON file with limits: an object whose names are those of the options, <c>{ "max-rto": "2s", "max-lost": 0 }</c>.</summary>
internal static class LimitFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">It cannot be read, or names something that is no limit.</exception>
    public static IReadOnlyDictionary<string, double> Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"'{file}' holds no JSON object.");
            }

            var limits = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                var threshold = Threshold.All.FirstOrDefault(threshold => threshold.Option == property.Name)
                    ?? throw new ToolException(
                        $"'{file}': there is no limit '{property.Name}'. Use {string.Join(", ", Threshold.All.Select(static one => one.Option))}.");
                var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
                limits[property.Name] = threshold.Parse(text)
                    ?? throw new ToolException($"'{file}': '{text}' is no {(threshold.IsTime ? "time: write 300ms, 2s or 1m" : "number")}.");
            }

            return limits;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ToolException($"The limits '{file}' cannot be read: {exception.Message}", exception);
        }
    }
}
