namespace RedisSafety.Tool;

/// <summary>The exit codes of every command. Scripts depend on them: a value never changes its meaning.</summary>
internal static class ExitCode
{
    /// <summary>Everything was checked, and there is nothing new to report.</summary>
    public const int Clean = 0;

    /// <summary>Everything was checked, and there are findings.</summary>
    public const int Findings = 1;

    /// <summary>Something could not be checked, or the command line is wrong: the absence of findings means nothing.</summary>
    public const int NotChecked = 2;
}
