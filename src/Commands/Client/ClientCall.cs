namespace RedisSafety.Commands.Client;

/// <summary>What one call of a method of StackExchange.Redis sends, as far as its arguments are known.</summary>
public sealed class ClientCall
{
    /// <summary>Words on which a second sending finds its condition as true as the first did.</summary>
    private static readonly string[] LastingConditions = ["XX", "FXX", "GT", "LT", "IFNE", "IFDNE"];

    private static readonly string[] Conditions = ["NX", "XX", "GT", "LT", "FNX", "FXX", "IFEQ", "IFNE", "IFDEQ", "IFDNE"];

    private readonly RetryCategory? _category;
    private readonly RepeatedReply _unknownReply;
    private readonly Lazy<RetryCategory> _retryCategory;
    private readonly Lazy<bool> _hasCondition;

    internal ClientCall(string commandName, IReadOnlyList<string?> tokens, RetryCategory? category, ReplyMeaning reply)
    {
        CommandName = commandName;
        Command = CommandTable.Match(tokens);
        Tokens = tokens;
        _category = category;
        _unknownReply = reply == ReplyMeaning.Same ? RepeatedReply.Same : RepeatedReply.Differs;
        _retryCategory = new(() => _category ?? Command?.RetryCategoryOf(Tokens) ?? RetryCategory.Never);
        _hasCondition = new(() => Tokens.Intersect(Conditions, StringComparer.Ordinal).Any());
        Reply = reply switch
        {
            ReplyMeaning.Claims when RetryCategory is RetryCategory.WriteLastWins or RetryCategory.ReadOnly => ReplyMeaning.Same,
            not ReplyMeaning.Same when LastingConditions.Intersect(tokens, StringComparer.OrdinalIgnoreCase).Any() => ReplyMeaning.Same,
            _ => reply,
        };
    }

    /// <summary>The command's name in upper case, a subcommand's with its container.</summary>
    public string CommandName { get; }

    /// <summary>The command; null for one that the command table does not know.</summary>
    public RedisCommand? Command { get; }

    /// <summary>
    /// The command and the options among its arguments. It is the whole command only where the call names it itself
    /// (<c>Execute</c>); a token that is not known is null.
    /// </summary>
    public IReadOnlyList<string?> Tokens { get; }

    /// <summary>What a second sending does.</summary>
    public RetryCategory RetryCategory => _retryCategory.Value;

    /// <summary>The reply to a second sending, compared with the first.</summary>
    public RepeatedReply RepeatedReply => Command?.RepeatedReplyOf(Tokens) ?? _unknownReply;

    /// <summary>A word among the arguments makes the server look before it writes.</summary>
    public bool HasCondition => _hasCondition.Value;

    /// <summary>A replica refuses it.</summary>
    public bool IsWrite => Command?.IsWrite ?? RetryCategory != RetryCategory.ReadOnly;

    /// <summary>It runs a script or function that may write.</summary>
    public bool IsScript => CommandName is "EVAL" or "EVALSHA" or "FCALL";

    /// <summary>What the reply to a second sending says.</summary>
    public ReplyMeaning Reply { get; }
}
