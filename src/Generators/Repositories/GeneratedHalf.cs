namespace RedisSafety.Generators.Repositories;

/// <summary>What the generated half of a method does: a call, a body that is called with a routed database, or a failure.</summary>
internal sealed record GeneratedHalf
{
    /// <summary>The call that it makes.</summary>
    public RepositoryCall? Call { get; init; }

    /// <summary>The Lua of a call that runs a script.</summary>
    public string? Script { get; init; }

    /// <summary>The name of the additional file that has the Lua, until it is known.</summary>
    public string? ScriptFile { get; init; }

    /// <summary>The expression that calls the method's own body.</summary>
    public string? Body { get; init; }

    /// <summary>The body gives nothing back.</summary>
    public bool IsVoid { get; init; }

    /// <summary>
    /// Why there is nothing to call. The method throws it: without any half, the compiler stops at that (CS8795), and the rule that
    /// explains it is not shown in a build.
    /// </summary>
    public string? Failure { get; init; }

    /// <summary>The documentation comment, line by line and without its slashes; empty where the declaring half's is enough.</summary>
    public string Documentation { get; init; } = "";
}
