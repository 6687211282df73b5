namespace RedisSafety.Integration.Tests;

/// <summary>Words of <c>LINSERT</c>.</summary>
public enum InsertPlace
{
    Before,
    After,
}
