namespace RedisSafety.Generators.Repositories;

/// <summary>One of the types around a repository's methods, as its generated part declares it again: <c>partial class Cart&lt;T&gt;</c>.</summary>
internal sealed record ContainingType(string Keywords, string Name);
