using RedisSafety.Tool.Findings;

namespace RedisSafety.Tool.Reports;

/// <summary>Words that every report uses alike.</summary>
internal static class Words
{
    /// <summary>The name of a severity.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };

    /// <summary>The name of a baseline state.</summary>
    public static string Of(BaselineState state) => state switch
    {
        BaselineState.New => "new",
        BaselineState.Accepted => "accepted",
        _ => "unchanged",
    };

    /// <summary>A number with its noun.</summary>
    public static string Count(int count, string noun, string? plural = null) =>
        count == 1 ? $"1 {noun}" : $"{count} {plural ?? noun + "s"}";
}
