namespace RedisSafety.Generators.Repositories;

/// <summary>The call that a method makes, as expressions of C#.</summary>
/// <param name="Router">The router, as an expression.</param>
/// <param name="Command">The command's name, its subcommand included.</param>
/// <param name="Route">The member of <c>RedisRoute</c>.</param>
/// <param name="RetryCategory">The member of <c>CommandFlags</c>.</param>
/// <param name="ReplyMatters">The reply alone keeps the call from being repeated.</param>
/// <param name="Promise">How old the answer may be.</param>
/// <param name="StateType">The type in which the arguments travel.</param>
/// <param name="Preparation">Statements that put the arguments together; empty where an expression does.</param>
/// <param name="State">The arguments of one call.</param>
/// <param name="ReplyType">What StackExchange.Redis answers.</param>
/// <param name="Send">Sends the command, over <c>database</c>, <c>state</c> and <c>flags</c>.</param>
/// <param name="ResultType">What the caller gets.</param>
/// <param name="Read">Makes the result, over <c>reply</c> and <c>state</c>.</param>
/// <param name="Key">The first key, over <c>state</c>; null where there is none.</param>
/// <param name="Keys">Every key, over <c>state</c>; null where the first is the only one.</param>
/// <param name="CancellationToken">The parameter's name; null where there is none.</param>
/// <param name="IsVoid">The caller gets no result.</param>
/// <param name="Shape">How the method gives its result.</param>
internal sealed record RepositoryCall(
    string Router,
    string Command,
    string Route,
    string RetryCategory,
    bool ReplyMatters,
    ReadPromise Promise,
    string StateType,
    string Preparation,
    string State,
    string ReplyType,
    string Send,
    string ResultType,
    string Read,
    string? Key,
    string? Keys,
    string? CancellationToken,
    bool IsVoid,
    ReturnShape Shape);
