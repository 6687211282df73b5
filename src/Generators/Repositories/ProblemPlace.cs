namespace RedisSafety.Generators.Repositories;

/// <summary>Where a problem is reported.</summary>
internal enum ProblemPlace
{
    /// <summary>A part of the template, inside the literal where it is one.</summary>
    Template,

    /// <summary>The name of a symbol.</summary>
    Symbol,
}
