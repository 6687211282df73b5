namespace RedisSafety.Generators.Repositories;

/// <summary>Where a problem is reported.</summary>
internal enum ProblemPlace
{
    /// <summary>A part of the template, inside the literal where it is one.</summary>
    Template,

    /// <summary>The value of a named argument of the attribute.</summary>
    Setting,

    /// <summary>The name of a symbol.</summary>
    Symbol,
}
