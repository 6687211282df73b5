namespace RedisSafety.Commands.Templates;

/// <summary>What a token of a template is to its command.</summary>
public enum TokenRole
{
    /// <summary>A word of the command's name.</summary>
    Name,

    /// <summary>A literal word of the command's grammar: <c>EX</c>, <c>NX</c>.</summary>
    Keyword,

    /// <summary>The value of an argument, or values where the argument may be repeated.</summary>
    Value,

    /// <summary>Whole repetitions of a block: one token for <c>field value [field value …]</c>.</summary>
    Groups,

    /// <summary>A value of which the grammar says nothing more, as that of the command is not reliable.</summary>
    Unchecked,
}
