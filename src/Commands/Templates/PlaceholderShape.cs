namespace RedisSafety.Commands.Templates;

/// <summary>How many arguments the value of a placeholder becomes, as far as its type tells.</summary>
public enum PlaceholderShape
{
    /// <summary>The type is not known: whatever fits is taken.</summary>
    Unknown,

    /// <summary>One argument.</summary>
    One,

    /// <summary>A collection: any number of arguments.</summary>
    Many,

    /// <summary>A dictionary or a collection of tuples: any number of groups of arguments.</summary>
    Groups,
}
