using System.Globalization;
using System.Text.Json;
using RedisSafety.Analyzers.Baselines;
using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Builds;

/// <summary>Reads the log that the compiler writes: SARIF 2.1.0.</summary>
internal sealed class CompilerLog
{
    /// <summary>The id of the probe's lines, one for each file.</summary>
    private const string IndexRule = "RSFINDEX";

    /// <summary>The justification of the probe, which suppresses every finding in the build.</summary>
    private const string ProbeSuppression = "redis-safety scan";

    private readonly Dictionary<string, List<Member>> _members = new(StringComparer.Ordinal);

    private CompilerLog(string file, JsonElement run)
    {
        var defaults = new Dictionary<string, Severity>(StringComparer.Ordinal);
        foreach (var rule in Items(Property(Property(run, "tool"), "driver"), "rules"))
        {
            var id = Text(rule, "id");
            HasRun |= id == IndexRule;
            defaults[id] = Level(Text(Property(rule, "defaultConfiguration"), "level"));
        }

        var results = new List<LogResult>();
        foreach (var result in Items(run, "results"))
        {
            var rule = Text(result, "ruleId");
            var message = Text(Property(result, "message"), "text");
            var places = Items(result, "locations").Select(location => ToPlace(location, file)).OfType<Place>().ToList();
            if (rule == IndexRule)
            {
                HasRun = true;
                if (places.Count > 0)
                {
                    _members[places[0].File] = [.. Members(message)];
                }
            }
            else if (rule.StartsWith("RSF", StringComparison.Ordinal))
            {
                // The scan lowers errors by default so that the build goes on. The report shows what the rule says.
                var level = Level(Text(result, "level"));
                var severity = level == Severity.Warning && defaults.GetValueOrDefault(rule) == Severity.Error ? Severity.Error : level;
                var related = Items(result, "relatedLocations").Select(location => ToPlace(location, file)).OfType<Place>().ToList();
                results.Add(new LogResult(rule, severity, message, places.FirstOrDefault(), related, Suppression(result), Scope(result)));
            }
        }

        Results = results;
    }

    /// <summary>True if the rules ran in this compilation: a compiler that skips analyzers leaves no trace of them.</summary>
    public bool HasRun { get; }

    /// <summary>The number of source files that the rules saw.</summary>
    public int Files => _members.Count;

    /// <summary>The results of RedisSafety's rules.</summary>
    public IReadOnlyList<LogResult> Results { get; }

    /// <summary>Reads a log, or gives null if there is none that can be read.</summary>
    public static CompilerLog? TryRead(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var document = JsonDocument.Parse(stream);
            return Items(document.RootElement, "runs").FirstOrDefault() is { ValueKind: JsonValueKind.Object } run
                ? new CompilerLog(file, run)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException
            or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The documentation id of the innermost member at a place, or an empty string.</summary>
    public string MemberAt(Place place) => _members.GetValueOrDefault(place.File)?
        .LastOrDefault(member => place.IsWithin(member.Start, member.End))?.Id ?? "";

    private static string? Scope(JsonElement result)
    {
        var scope = Property(Property(Property(result, "properties"), "customProperties"), FindingScope.Property);
        return scope.ValueKind == JsonValueKind.String ? scope.GetString() : null;
    }

    private static string? Suppression(JsonElement result)
    {
        foreach (var suppression in Items(result, "suppressions"))
        {
            var type = Text(Property(suppression, "properties"), "suppressionType");
            if (!type.Contains(ProbeSuppression, StringComparison.Ordinal) && type is not "")
            {
                return Text(suppression, "justification") is { Length: > 0 } justification ? $"{type}: {justification}" : type;
            }
        }

        return null;
    }

    /// <summary>Lines as <c>3:5-9:6 M:Shop.CartStore.Get</c>, outer members before inner ones.</summary>
    private static IEnumerable<Member> Members(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var numbers = line[..space].Split('-', ':').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            yield return new Member(line[(space + 1)..], (numbers[0], numbers[1]), (numbers[2], numbers[3]));
        }
    }

    private static Place? ToPlace(JsonElement location, string file)
    {
        var physical = Property(location, "physicalLocation");
        var region = Property(physical, "region");
        var uri = Text(Property(physical, "artifactLocation"), "uri");
        if (region.ValueKind != JsonValueKind.Object || uri is "")
        {
            return null;
        }

        var path = Uri.TryCreate(uri, UriKind.Absolute, out var absolute) && absolute.IsFile
            ? absolute.LocalPath
            : Path.GetFullPath(Uri.UnescapeDataString(uri), Path.GetDirectoryName(file)!);
        var startLine = Number(region, "startLine", 1);
        var endLine = Number(region, "endLine", startLine);
        var startColumn = Number(region, "startColumn", 1);
        return new Place(path, startLine, startColumn, endLine, Number(region, "endColumn", startColumn));
    }

    private static Severity Level(string level) => level switch
    {
        "error" => Severity.Error,
        "note" or "none" => Severity.Info,
        _ => Severity.Warning,
    };

    private static JsonElement Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static List<JsonElement> Items(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    private static string Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    private static int Number(JsonElement element, string name, int otherwise) =>
        Property(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : otherwise;

    private sealed record Member(string Id, (int Line, int Column) Start, (int Line, int Column) End);
}
