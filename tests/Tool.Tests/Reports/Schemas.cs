using System.Collections.Concurrent;
using System.Text.Json;
using Json.Schema;

namespace RedisSafety.Tool.Tests.Reports;

/// <summary>Validates documents with the schemas of docs/schemas.</summary>
internal static class Schemas
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Read = new();

    public static void AssertValid(string schema, string document)
    {
        var rules = Read.GetOrAdd(
            schema,
            name => new(() => JsonSchema.FromText(
                File.ReadAllText(Path.Combine(Tool.RepositoryRoot, "docs", "schemas", name))))).Value;
        using var parsed = JsonDocument.Parse(document);
        var results = rules.Evaluate(parsed.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(results.IsValid, JsonSerializer.Serialize(results) + "\n" + document);
    }
}
