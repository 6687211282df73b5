namespace RedisSafety.Commands.Templates;

/// <summary>A piece of a token: text, or a placeholder.</summary>
public sealed class TemplatePart
{
    internal TemplatePart(int start, int length, string? literal, TemplatePlaceholder? placeholder)
    {
        Start = start;
        Length = length;
        Literal = literal;
        Placeholder = placeholder;
    }

    /// <summary>Where it begins in the text of the template.</summary>
    public int Start { get; }

    /// <summary>How long it is there, escapes and braces included.</summary>
    public int Length { get; }

    /// <summary>The text with its escapes resolved; null for a placeholder.</summary>
    public string? Literal { get; }

    /// <summary>The placeholder; null for text.</summary>
    public TemplatePlaceholder? Placeholder { get; }
}
