namespace RedisSafety.Commands.Templates;

/// <summary>A token of a template with what it is to its command.</summary>
public sealed class BoundToken
{
    internal BoundToken(TemplateToken token, TokenRole role, CommandArgument? argument, bool allowsMany, bool isKey)
    {
        Token = token;
        Role = role;
        Argument = argument;
        AllowsMany = allowsMany;
        IsKey = isKey;
    }

    /// <summary>The token.</summary>
    public TemplateToken Token { get; }

    /// <summary>What it is.</summary>
    public TokenRole Role { get; }

    /// <summary>
    /// The argument that it fills, or whose word it is; a <see cref="ArgumentKind.Choice"/> of words for a placeholder that stands for
    /// one of them; the <see cref="ArgumentKind.Block"/> for <see cref="TokenRole.Groups"/>; null for a name and where nothing is known.
    /// </summary>
    public CommandArgument? Argument { get; }

    /// <summary>The argument may stand several times here, so that a collection can be passed.</summary>
    public bool AllowsMany { get; }

    /// <summary>It is a key, or keys. For <see cref="TokenRole.Groups"/> see the children of the <see cref="Argument"/>.</summary>
    public bool IsKey { get; }

    /// <summary>In which form the argument takes a time.</summary>
    public TimeForm Time => Role == TokenRole.Value ? Argument?.Time ?? TimeForm.None : TimeForm.None;
}
