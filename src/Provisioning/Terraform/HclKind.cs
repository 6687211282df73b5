namespace RedisSafety.Provisioning.Terraform;

/// <summary>The kinds of HCL expressions.</summary>
internal enum HclKind
{
    /// <summary>A number, true, false or null.</summary>
    Literal,
    Text,

    /// <summary>A string with <c>${…}</c>: its parts.</summary>
    Template,
    Tuple,

    /// <summary>Keys and values in turn.</summary>
    Object,

    /// <summary>A name.</summary>
    Name,

    /// <summary>A member of its child; <c>*</c> for all.</summary>
    Member,

    /// <summary>Its first child at its second.</summary>
    Index,
    Call,

    /// <summary>Two operands.</summary>
    Operation,

    /// <summary>Condition, and both values.</summary>
    Conditional,

    /// <summary>The collection and the result; the text has the names, separated by a comma.</summary>
    For,

    /// <summary>Anything that is not evaluated.</summary>
    Other,
}
