using System.Text;
using RedisSafety.Tool.Rules;

namespace RedisSafety.Tool.Tests;

/// <summary>The presets list every rule. After a new rule, <c>REDIS_SAFETY_PRESETS=write</c> writes them.</summary>
public sealed class PresetTests
{
    [Theory]
    [InlineData("advise", "suggestion", "suggestion", null)]
    [InlineData("enforce", "error", "error", null)]
    [InlineData("strict", "error", "error", "warning")]
    public async Task A_preset_has_the_severity_of_every_rule(string mode, string error, string warning, string? info)
    {
        var text = new StringBuilder("is_global = true\n");
        text.Append($"# RedisSafetyMode = {mode}. A user's own .globalconfig and .editorconfig win.\nglobal_level = -100\n\n");
        foreach (var page in RulePages.All.Values.OrderBy(page => page.Id, StringComparer.Ordinal))
        {
            // Without its generated half a repository does not compile, whatever the severity.
            var severity = page.DefaultSeverity switch
            {
                "error" => page.Id.StartsWith("RSF0", StringComparison.Ordinal) ? null : error,
                "info" => info,
                _ => warning,
            };
            text.Append(severity is null ? "" : $"dotnet_diagnostic.{page.Id}.severity = {severity}\n");
        }

        if (mode == "strict")
        {
            text.Append("\nredis_safety.RSF1002.report = call\nredis_safety.test_projects = report\n");
        }

        var file = Path.Combine(Tool.RepositoryRoot, "packaging", "buildTransitive", "presets", $"RedisSafety.{mode}.globalconfig");
        if (Environment.GetEnvironmentVariable("REDIS_SAFETY_PRESETS") == "write")
        {
            await File.WriteAllTextAsync(file, text.ToString(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(text.ToString(), await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }
}
