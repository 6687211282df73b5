namespace RedisSafety.Generators.Repositories;

/// <summary>The generated half of a method, or the reasons that it has none.</summary>
internal sealed record RepositoryParseResult(RepositoryMethod? Method, IReadOnlyList<Problem> Problems);
