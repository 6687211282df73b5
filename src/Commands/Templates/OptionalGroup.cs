namespace RedisSafety.Commands.Templates;

/// <summary>Tokens in square brackets, left out where the value of one of their placeholders is null: <c>[EX {ttl}]</c>.</summary>
public sealed class OptionalGroup
{
    internal OptionalGroup(int start, int length, int firstToken, int tokenCount)
    {
        Start = start;
        Length = length;
        FirstToken = firstToken;
        TokenCount = tokenCount;
    }

    /// <summary>Where it begins in the text of the template, with the bracket.</summary>
    public int Start { get; }

    /// <summary>How long it is there, brackets included.</summary>
    public int Length { get; }

    /// <summary>The index of its first token in <see cref="CommandTemplate.Tokens"/>.</summary>
    public int FirstToken { get; }

    /// <summary>How many tokens it has.</summary>
    public int TokenCount { get; }
}
