namespace RedisSafety.Generators.Repositories;

/// <summary>All that the generated half of one method is made of. Holds no symbol, syntax or location, so that it can be compared.</summary>
internal sealed record RepositoryMethod(
    RepositoryType Type,
    string Name,
    string Declaration,
    string TypeParameters,
    string Constraints,
    GeneratedHalf Half);
