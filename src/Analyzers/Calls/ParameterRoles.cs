namespace RedisSafety.Analyzers.Calls;

/// <summary>What a parameter of a method of StackExchange.Redis is for.</summary>
[Flags]
internal enum ParameterRoles
{
    None = 0,

    /// <summary>A key, or several.</summary>
    Key = 1,

    /// <summary>A key that the command changes, where it changes any.</summary>
    Changed = 2,

    /// <summary>The flags.</summary>
    Flags = 4,

    /// <summary>The part of the value that is meant: fields of a hash, members of a set, the index of a list; alone, or in entries.</summary>
    Part = 8,

    /// <summary>An array, of which nothing is sent when it is empty.</summary>
    Array = 16,

    /// <summary>The condition under which the server applies the command.</summary>
    Condition = 32,

    /// <summary>What is sent depends on it.</summary>
    Deciding = 64,

    /// <summary>The time to live that the key is given.</summary>
    Expiry = 128,
}
