namespace RedisSafety.Generators.Repositories;

/// <summary>What was made of a declaration, and what that rests on.</summary>
/// <param name="Declarations">What the project declared.</param>
/// <param name="Facts">What it rests on alone; null where that is more than can be compared.</param>
/// <param name="Method">The model; null where there is nothing to generate.</param>
internal sealed record ParsedMethod(ProjectDeclarations Declarations, MethodFacts? Facts, RepositoryMethod? Method);
