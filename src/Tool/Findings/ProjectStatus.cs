namespace RedisSafety.Tool.Findings;

/// <summary>How far a project was checked.</summary>
internal enum ProjectStatus
{
    /// <summary>Every rule ran over all of its files.</summary>
    Checked,

    /// <summary>Nothing to check: it references no library that a rule is about, or compiles no code.</summary>
    WithoutRedis,

    /// <summary>A filter of the command line leaves it out.</summary>
    LeftOut,

    /// <summary>It should have been checked and could not be.</summary>
    NotChecked,
}
