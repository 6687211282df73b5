using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers;

/// <summary>What .editorconfig, or else an MSBuild property, says of the rules. A value that cannot be read counts as none.</summary>
internal static class RuleOptions
{
    // By which a project's SDK says what it is for.
    private static readonly string[] NonProductionProperties = ["IsTestProject", "IsAspireHost", "PackAsTool"];

    /// <summary>
    /// The rules leave projects alone that are not production, unless the options ask for them: <c>redis_safety.non_production_projects</c>,
    /// or its older name for tests only in name, <c>redis_safety.test_projects</c>.
    /// </summary>
    public static bool AppliesTo(AnalyzerOptions options, Compilation compilation, KnownSymbols symbols)
    {
        if (symbols.IsProduction && !NonProductionProperties.Any(property => Property(options, property) == "true"))
        {
            return true;
        }

        var tree = compilation.SyntaxTrees.FirstOrDefault();
        return (Read(options, tree, "redis_safety.non_production_projects", "RedisSafetyNonProductionProjects")
            ?? Read(options, tree, "redis_safety.test_projects", "RedisSafetyTestProjects")) == "report";
    }

    /// <summary>
    /// How many reports RSF1002 makes: <c>project</c>, <c>type</c>, <c>member</c>, <c>call</c> or <c>none</c>; null where the options leave it
    /// to the rule.
    /// </summary>
    public static string? RawCallReport(AnalyzerOptions options, SyntaxTree tree) =>
        Read(options, tree, "redis_safety.RSF1002.report", "RedisSafetyRawCallReport") is { } value and ("project" or "type" or "member" or "call" or "none") ? value : null;

    private static string? Read(AnalyzerOptions options, SyntaxTree? tree, string name, string property)
    {
        var provider = options.AnalyzerConfigOptionsProvider;
        if (tree is not null && provider.GetOptions(tree).TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } own)
        {
            return Normal(own);
        }

        return Property(options, property);
    }

    private static string? Property(AnalyzerOptions options, string property) =>
        options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property." + property, out var value) && value.Trim().Length > 0 ? Normal(value) : null;

#pragma warning disable CA1308 // Options are written in lower case.
    private static string Normal(string value) => value.Trim().ToLowerInvariant();
#pragma warning restore CA1308
}
