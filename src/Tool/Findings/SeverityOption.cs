using System.CommandLine;
using System.CommandLine.Parsing;

namespace RedisSafety.Tool.Findings;

/// <summary>The option <c>--severity</c>.</summary>
internal static class SeverityOption
{
    private static readonly Dictionary<string, Severity> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["info"] = Severity.Info,
        ["warning"] = Severity.Warning,
        ["error"] = Severity.Error,
    };

    /// <summary>Creates the option. It takes names only: a number above all severities would leave out every finding.</summary>
    public static Option<Severity> Create()
    {
        var option = new Option<Severity>("--severity")
        {
            Description = "Report only findings of this severity or worse: info, warning or error.",
            DefaultValueFactory = static _ => Severity.Info,
            CustomParser = Parse,
            HelpName = "severity",
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. Names.Keys]);
        return option;
    }

    private static Severity Parse(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var name }] && Names.TryGetValue(name, out var severity))
        {
            return severity;
        }

        result.AddError($"'{string.Join(' ', result.Tokens)}' is not a severity: write {string.Join(", ", Names.Keys)}.");
        return Severity.Info;
    }
}
