namespace RedisSafety.Tool.Findings;

/// <summary>The severity of a finding, as the user's configuration leaves it. A higher value is worse.</summary>
internal enum Severity
{
    /// <summary>Visible in an editor only.</summary>
    Info,

    /// <summary>A warning of the build.</summary>
    Warning,

    /// <summary>An error of the build.</summary>
    Error,
}
