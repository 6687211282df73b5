namespace RedisSafety.Integration.Tests;

public sealed record Person(int Id, string Name, double Score, string Tier = "basic")
{
    public string? Email { get; init; }
}
