namespace RedisSafety.Commands.Templates;

/// <summary>How a command that waits is written so that it answers at once, and can run on a connection that many callers share.</summary>
public static class SharedForm
{
    /// <summary>Whether a command that waits on several keys says which of them answered, which its other form does not.</summary>
    /// <param name="command">The command that waits.</param>
    /// <exception cref="ArgumentNullException"><paramref name="command"/> is null.</exception>
    public static bool LosesItsKey(RedisCommand command) =>
        (command ?? throw new ArgumentNullException(nameof(command))).Name is "BLPOP" or "BRPOP" or "BZPOPMIN" or "BZPOPMAX";

    /// <summary>The tokens of a template that would be written otherwise, and how; empty for a token that goes, null where there is no such form.</summary>
    /// <param name="binding">The template.</param>
    /// <exception cref="ArgumentNullException"><paramref name="binding"/> is null.</exception>
    public static IReadOnlyList<(TemplateToken Token, string Text)>? Of(TemplateBinding binding)
    {
        if (binding is null)
        {
            throw new ArgumentNullException(nameof(binding));
        }

        if (binding.Command is not { NameLength: 1 } command || !binding.IsValid || binding.ConnectionUseOf(out var advice) != SharedConnectionUse.Blocking)
        {
            return null;
        }

        // BLPOP is LPOP with a time-out; XREAD waits for as long as its BLOCK says.
        var name = command.Name.Substring(1);
        var changes = new List<(TemplateToken Token, string Text)>();
        var isNamed = advice is not null && (advice == name || advice.StartsWith(name + ",", StringComparison.Ordinal)) && CommandTable.Find(name) is not null;
        if (isNamed)
        {
            changes.Add((binding.Template.Tokens[0], name));
        }

        foreach (var token in binding.Tokens)
        {
            if (isNamed ? token.Argument?.Name == "timeout" : token.Argument?.Word == "BLOCK")
            {
                // A parameter would be left over.
                if (token.Token.Literal is null || token.Token.Group >= 0)
                {
                    return null;
                }

                changes.Add((token.Token, ""));
            }
        }

        return changes.Count == 0 || changes[changes.Count - 1].Text.Length > 0 ? null : changes;
    }
}
