namespace RedisSafety.Commands;

/// <summary>What an argument of a command is, by the types of <c>COMMAND DOCS</c>.</summary>
public enum ArgumentKind
{
    /// <summary>The name of a key.</summary>
    Key,

    /// <summary>Any bytes (Redis: <c>string</c>).</summary>
    Text,

    /// <summary>A whole number of 64 bits (Redis: <c>integer</c>).</summary>
    WholeNumber,

    /// <summary>A floating-point number, an infinity, or an exclusive bound such as <c>(1</c> (Redis: <c>double</c>).</summary>
    Number,

    /// <summary>A moment since the Unix epoch (Redis: <c>unix-time</c>); <see cref="CommandArgument.Time"/> says in which unit.</summary>
    UnixTime,

    /// <summary>A glob-style pattern.</summary>
    Pattern,

    /// <summary>A word that stands for itself (Redis: <c>pure-token</c>): <c>NX</c>.</summary>
    Word,

    /// <summary>One of the child arguments (Redis: <c>oneof</c>).</summary>
    Choice,

    /// <summary>All of the child arguments, in order (Redis: <c>block</c>).</summary>
    Block,
}
