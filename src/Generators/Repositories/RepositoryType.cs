namespace RedisSafety.Generators.Repositories;

/// <summary>The type that a method belongs to, and where its generated part goes.</summary>
internal sealed record RepositoryType(
    string HintName,
    string Namespace,
    EquatableArray<ContainingType> Types,
    string OperationsName);
