namespace RedisSafety.Generators.Repositories;

/// <summary>A type and its methods with templates: one generated file.</summary>
internal sealed record Repository(RepositoryType Type, EquatableArray<RepositoryMethod> Methods);
