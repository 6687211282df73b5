namespace RedisSafety.Commands;

/// <summary>A command or subcommand of Redis, as the server and its documentation describe it.</summary>
public sealed class RedisCommand
{
    internal RedisCommand(string name)
    {
        Name = name;
        NameLength = name.IndexOf(' ') < 0 ? 1 : 2;
    }

    /// <summary>The name in upper case, a subcommand's with its container: <c>XGROUP CREATE</c>.</summary>
    public string Name { get; }

    /// <summary>How many tokens the name has: 1, or 2 for a subcommand.</summary>
    public int NameLength { get; }

    /// <summary>It only holds subcommands: <c>XGROUP</c>. (<c>COMMAND</c> alone is one that can be sent as well.)</summary>
    public bool IsContainer { get; internal set; }

    /// <summary>The number of tokens with the name; negative where it is the least number.</summary>
    public int Arity { get; internal set; }

    /// <summary>Redis's own flags, sorted: <c>fast</c>, <c>write</c>, <c>movablekeys</c>.</summary>
    public IReadOnlyList<string> Flags { get; internal set; } = [];

    /// <summary>Redis treats it as a write, whatever its arguments: a replica refuses it with <c>READONLY</c>.</summary>
    public bool IsWrite => Flags.Contains("write");

    /// <summary>Redis treats it as a read of data.</summary>
    public bool IsReadOnly => Flags.Contains("readonly");

    /// <summary>What to send in its place to a replica, for a command that can be used to read but is refused there: <c>SORT_RO</c>.</summary>
    public string? ReplicaAlternative { get; internal set; }

    /// <summary>Its keys stand where its other arguments say (<c>numkeys</c>, <c>STREAMS</c>).</summary>
    public bool MovableKeys => Flags.Contains("movablekeys");

    /// <summary>Where its keys stand; empty where it has none.</summary>
    public IReadOnlyList<KeySpecification> Keys { get; internal set; } = [];

    /// <summary>The version of Redis that brought it.</summary>
    public Version Since { get; internal set; } = new(1, 0);

    /// <summary>The version of Redis since which it is deprecated, if it is.</summary>
    public Version? DeprecatedSince { get; internal set; }

    /// <summary>One line of the documentation.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>What it costs, in the documentation's words.</summary>
    public string Complexity { get; internal set; } = "";

    /// <summary>The documentation's group: <c>string</c>, <c>sorted-set</c>, <c>server</c>.</summary>
    public string Group { get; internal set; } = "";

    /// <summary>The grammar of what follows the name.</summary>
    public IReadOnlyList<CommandArgument> Arguments { get; internal set; } = [];

    /// <summary>The documented grammar holds; otherwise only the arity can be checked.</summary>
    public bool HasReliableGrammar { get; internal set; } = true;

    /// <summary>What a second sending does, where its arguments are not known.</summary>
    public RetryCategory RetryCategory { get; internal set; }

    /// <summary>The reply to a second sending, where its arguments are not known.</summary>
    public RepeatedReply RepeatedReply { get; internal set; }

    /// <summary>The part of the value at its key that it reads or changes.</summary>
    public ValuePart Part { get; internal set; }

    /// <summary>What it does to that part.</summary>
    public ValueUse Use { get; internal set; }

    /// <summary>The form of its reply, where that is always the same.</summary>
    public ReplyShape ReplyShape { get; internal set; }

    /// <summary>Whether it can run on a connection that many callers share, where its arguments are not known.</summary>
    public SharedConnectionUse ConnectionUse { get; internal set; }

    /// <summary>What to use in its place where the connection is shared; null where it can run there.</summary>
    public string? ConnectionAdvice { get; internal set; }

    /// <summary>Name and arguments as the documentation writes them: <c>SET key value [NX | XX] …</c>.</summary>
    public string Usage => Arguments.Count == 0 ? Name : $"{Name} {string.Join(" ", Arguments)}";

    internal bool HasRetryCategory { get; set; }

    internal bool HasUse { get; set; }

    internal IReadOnlyList<RetryRule> RetryRules { get; set; } = [];

    internal IReadOnlyList<ReplyRule> ReplyRules { get; set; } = [];

    internal ConnectionRule? ConnectionRule { get; set; }

    /// <summary>What a second sending of the command with these arguments does.</summary>
    /// <param name="tokens">The whole command, its name first; null for a token that is not known.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is null.</exception>
    public RetryCategory RetryCategoryOf(IReadOnlyList<string?> tokens)
    {
        if (tokens is null)
        {
            throw new ArgumentNullException(nameof(tokens));
        }

        foreach (var rule in RetryRules)
        {
            if (HasWord(tokens, rule.Words))
            {
                return rule.Category;
            }
        }

        return RetryCategory;
    }

    /// <summary>The reply to a second sending of the command with these arguments.</summary>
    /// <param name="tokens">The whole command, its name first; null for a token that is not known.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is null.</exception>
    public RepeatedReply RepeatedReplyOf(IReadOnlyList<string?> tokens)
    {
        if (tokens is null)
        {
            throw new ArgumentNullException(nameof(tokens));
        }

        foreach (var rule in ReplyRules)
        {
            if (HasWord(tokens, rule.Words))
            {
                return rule.Reply;
            }
        }

        return RepeatedReply;
    }

    /// <summary>Whether the command with these arguments can run on a connection that many callers share.</summary>
    /// <param name="tokens">The whole command, its name first; null for a token that is not known.</param>
    /// <param name="advice">What to use in its place, where it cannot.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is null.</exception>
    public SharedConnectionUse ConnectionUseOf(IReadOnlyList<string?> tokens, out string? advice)
    {
        if (tokens is null)
        {
            throw new ArgumentNullException(nameof(tokens));
        }

        if (ConnectionRule is { } rule && HasWord(tokens, rule.Words))
        {
            advice = rule.Advice;
            return rule.Use;
        }

        advice = ConnectionAdvice;
        return ConnectionUse;
    }

    /// <summary>The positions of the keys in a whole command.</summary>
    /// <param name="tokens">The whole command, its name first; null for a token that is not known.</param>
    /// <returns>The positions in ascending order, or null where they depend on a token that is not known.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is null.</exception>
    public IReadOnlyList<int>? FindKeys(IReadOnlyList<string?> tokens)
    {
        if (tokens is null)
        {
            throw new ArgumentNullException(nameof(tokens));
        }

        var positions = new SortedSet<int>();
        foreach (var specification in Keys)
        {
            if (!specification.TryFind(tokens, positions))
            {
                return null;
            }
        }

        return positions.ToArray();
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private bool HasWord(IReadOnlyList<string?> tokens, IReadOnlyList<string> words)
    {
        // A key is never an option, whatever its name.
        var beginsWithKey = Keys.Any(key => key.Keyword is null && !key.IsCounted && key.Index == NameLength);
        var from = beginsWithKey ? NameLength + 1 : NameLength;
        foreach (var word in words)
        {
            if (word.IndexOf('+') < 0 ? Has(word) : word.Split('+').All(Has))
            {
                return true;
            }
        }

        return false;

        bool Has(string word)
        {
            for (var i = from; i < tokens.Count; i++)
            {
                if (string.Equals(tokens[i], word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
