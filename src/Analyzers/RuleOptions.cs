using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RedisSafety.Analyzers;

/// <summary>What .editorconfig, or else an MSBuild property, says of the rules. A value that cannot be read counts as none.</summary>
internal static class RuleOptions
{
    /// <summary>Rules on connections and raw calls leave test projects alone, unless these ask for them.</summary>
    public static bool AppliesTo(AnalyzerOptions options, Compilation compilation, KnownSymbols symbols) => !symbols.IsTestProject
        || Read(options, compilation.SyntaxTrees.FirstOrDefault(), "redis_safety.test_projects", "RedisSafetyTestProjects") == "report";

    /// <summary>How many reports RSF1002 makes: <c>type</c>, <c>member</c>, <c>call</c> or <c>none</c>.</summary>
    public static string RawCallReport(AnalyzerOptions options, SyntaxTree tree) =>
        Read(options, tree, "redis_safety.RSF1002.report", "RedisSafetyRawCallReport") is { } value and ("type" or "member" or "call" or "none") ? value : "type";

    private static string? Read(AnalyzerOptions options, SyntaxTree? tree, string name, string property)
    {
        var provider = options.AnalyzerConfigOptionsProvider;
        if (tree is not null && provider.GetOptions(tree).TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } own)
        {
            return Normal(own);
        }

        return provider.GlobalOptions.TryGetValue("build_property." + property, out value) ? Normal(value) : null;
    }

#pragma warning disable CA1308 // Options are written in lower case.
    private static string Normal(string value) => value.Trim().ToLowerInvariant();
#pragma warning restore CA1308
}
