namespace RedisSafety.Provisioning.Documents;

/// <summary>The kinds of values in a document.</summary>
internal enum DocumentKind
{
    Null,
    Boolean,
    Number,
    Text,
    Sequence,
    Mapping,

    /// <summary>A value that is decided elsewhere. Its text is the expression.</summary>
    Expression,
}
