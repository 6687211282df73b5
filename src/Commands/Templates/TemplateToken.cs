namespace RedisSafety.Commands.Templates;

/// <summary>What stands between two blanks of a template: a word of the command, or an argument.</summary>
public sealed class TemplateToken
{
    internal TemplateToken(int start, int length, bool isQuoted, int group, IReadOnlyList<TemplatePart> parts)
    {
        Start = start;
        Length = length;
        IsQuoted = isQuoted;
        Group = group;
        Parts = parts;
        Literal = parts.Any(static part => part.Placeholder is not null) ? null : string.Concat(parts.Select(static part => part.Literal));
        Placeholder = parts.Count == 1 && !isQuoted ? parts[0].Placeholder : null;
    }

    /// <summary>Where it begins in the text of the template.</summary>
    public int Start { get; }

    /// <summary>How long it is there, quotes included.</summary>
    public int Length { get; }

    /// <summary>It stands in double quotes, and therefore is always exactly one argument.</summary>
    public bool IsQuoted { get; }

    /// <summary>The index of its optional group in <see cref="CommandTemplate.Groups"/>, or -1.</summary>
    public int Group { get; }

    /// <summary>Its pieces in order; empty for <c>""</c>.</summary>
    public IReadOnlyList<TemplatePart> Parts { get; }

    /// <summary>Its text, where it has no placeholder.</summary>
    public string? Literal { get; }

    /// <summary>The placeholder, where it is nothing else: only then can a value expand to several arguments.</summary>
    public TemplatePlaceholder? Placeholder { get; }
}
