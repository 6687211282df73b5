using System.CommandLine;
using System.CommandLine.Completions;

namespace RedisSafety.Tool.Rules;

/// <summary>An option that takes ids of rules.</summary>
internal static class RuleOption
{
    /// <summary>All ids, for a shell that completes one.</summary>
    public static IEnumerable<CompletionItem> Ids { get; } =
        [.. RulePages.All.Keys.Order(StringComparer.Ordinal).Select(static id => new CompletionItem(id))];

    /// <summary>Creates the option. An id without a rule is an error of the command line.</summary>
    public static Option<string[]> Create(string name, string description)
    {
        var option = new Option<string[]>(name)
        {
            Description = description,
            HelpName = "id",
            AllowMultipleArgumentsPerToken = true,
        };
        option.CompletionSources.Add(static _ => Ids);
        option.Validators.Add(static result =>
        {
            foreach (var id in result.Tokens.Select(static token => token.Value).Where(static id => RulePages.Find(id) is null))
            {
                result.AddError($"There is no rule '{id}'.");
            }
        });
        return option;
    }
}
