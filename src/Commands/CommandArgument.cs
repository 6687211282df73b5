namespace RedisSafety.Commands;

/// <summary>An argument in the grammar of a command.</summary>
public sealed class CommandArgument
{
    internal CommandArgument(string name, ArgumentKind kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>The name in the Redis documentation: <c>key</c>, <c>increment</c>.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public ArgumentKind Kind { get; }

    /// <summary>The word that precedes it (<c>EX</c>), or that it consists of (<c>NX</c>); null where there is none.</summary>
    public string? Word { get; internal set; }

    /// <summary>It may be left out.</summary>
    public bool IsOptional { get; internal set; }

    /// <summary>It may stand more than once in a row.</summary>
    public bool IsMultiple { get; internal set; }

    /// <summary>Each repetition has the <see cref="Word"/> again.</summary>
    public bool RepeatsWord { get; internal set; }

    /// <summary>The version of Redis that brought it, where that is later than the command's own.</summary>
    public Version? Since { get; internal set; }

    /// <summary>In which unit it takes a duration or a moment.</summary>
    public TimeForm Time { get; internal set; }

    /// <summary>The arguments of which a <see cref="ArgumentKind.Choice"/> or a <see cref="ArgumentKind.Block"/> consists.</summary>
    public IReadOnlyList<CommandArgument> Children { get; internal set; } = [];

    /// <summary>The argument as the documentation writes it: <c>[NX | XX]</c>.</summary>
    public override string ToString()
    {
        var content = Content();
        var text = content.Length == 0 || Kind == ArgumentKind.Word ? Word ?? content
            : Word is null ? content
            : Kind == ArgumentKind.Choice ? $"{Word} <{content}>"
            : $"{Word} {content}";
        if (IsMultiple)
        {
            text = $"{text} [{(RepeatsWord || Word is null ? text : content)} ...]";
        }

        return IsOptional ? $"[{text}]" : Kind == ArgumentKind.Choice && Word is null ? $"<{text}>" : text;
    }

    private string Content() => Kind switch
    {
        ArgumentKind.Word => Word ?? Name,
        ArgumentKind.Choice => string.Join(" | ", Children.Select(static child => child.ToString())),
        ArgumentKind.Block => string.Join(" ", Children.Select(static child => child.ToString())),
        _ => Name,
    };
}
