namespace RedisSafety.Commands.Templates;

/// <summary>
/// A command with placeholders for its arguments, such as <c>SET product:{id} {product} [EX {ttl}]</c>, taken apart. Never changes.
/// </summary>
/// <remarks>
/// Blanks separate tokens. <c>{name}</c> and <c>{name.Member}</c> are placeholders, <c>{{</c> and <c>}}</c> literal braces. A token
/// in double quotes may hold blanks, with the escapes <c>\"</c>, <c>\\</c>, <c>\n</c>, <c>\r</c>, <c>\t</c> and <c>\xhh</c>. Square
/// brackets around whole tokens make them optional; <c>[[</c> at the start of a token is a literal bracket.
/// </remarks>
public sealed class CommandTemplate
{
    internal CommandTemplate(
        string text,
        IReadOnlyList<TemplateToken> tokens,
        IReadOnlyList<OptionalGroup> groups,
        IReadOnlyList<TemplateError> errors)
    {
        Text = text;
        Tokens = tokens;
        Groups = groups;
        Errors = errors;
    }

    /// <summary>The text it was parsed from.</summary>
    public string Text { get; }

    /// <summary>The tokens in order, those of optional groups included; what could be read of them where there are errors.</summary>
    public IReadOnlyList<TemplateToken> Tokens { get; }

    /// <summary>The optional groups in order.</summary>
    public IReadOnlyList<OptionalGroup> Groups { get; }

    /// <summary>What is wrong with the syntax, by position; empty where it parses.</summary>
    public IReadOnlyList<TemplateError> Errors { get; }

    /// <summary>It parses. That does not yet make it a command: <see cref="TemplateBinding"/> says that.</summary>
    public bool IsValid => Errors.Count == 0;

    /// <summary>Every placeholder in order.</summary>
    public IEnumerable<TemplatePlaceholder> Placeholders =>
        Tokens.SelectMany(static token => token.Parts).Select(static part => part.Placeholder).OfType<TemplatePlaceholder>();

    /// <summary>Takes a template apart. Errors are in the result; nothing is thrown for any text.</summary>
    /// <param name="text">The template; null is read as empty.</param>
    public static CommandTemplate Parse(string? text) => new TemplateParser(text ?? "").Parse();

    /// <summary>A template of tokens that are all known, without placeholders.</summary>
    internal static CommandTemplate Of(IReadOnlyList<string> tokens) => new(
        string.Join(" ", tokens),
        [.. tokens.Select(static token => new TemplateToken(0, token.Length, isQuoted: false, group: -1, [new TemplatePart(0, token.Length, token, placeholder: null)]))],
        [],
        []);
}
