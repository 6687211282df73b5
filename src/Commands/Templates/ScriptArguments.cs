namespace RedisSafety.Commands.Templates;

/// <summary>
/// The keys and arguments of a Lua script, written as <c>redis-cli --eval</c> takes them: keys, a comma that stands alone, arguments.
/// </summary>
public static class ScriptArguments
{
    private const string Separator = ",";

    /// <summary>Says of each token whether it is a key. Without a comma, all are keys.</summary>
    /// <param name="template">The template; one that does not parse has no tokens.</param>
    /// <exception cref="ArgumentNullException"><paramref name="template"/> is null.</exception>
    public static IReadOnlyList<BoundToken> Bind(CommandTemplate template)
    {
        if (template is null)
        {
            throw new ArgumentNullException(nameof(template));
        }

        if (!template.IsValid)
        {
            return [];
        }

        var bound = new List<BoundToken>();
        var isKey = true;
        foreach (var token in template.Tokens)
        {
            var separates = isKey && !token.IsQuoted && token.Literal == Separator;
            bound.Add(new BoundToken(token, separates ? TokenRole.Name : TokenRole.Unchecked, argument: null, allowsMany: true, isKey && !separates));
            isKey &= !separates;
        }

        return bound;
    }
}
