namespace RedisSafety.Integration.Tests;

/// <summary>Words of <c>ZADD</c>.</summary>
public enum RankCondition
{
    Nx,
    Xx,
}
