namespace RedisSafety;

/// <summary>
/// Sends a command to the primary. On a <see langword="partial"/> method with a command template, the generator writes the
/// method's body; on an ordinary method, the attribute states where its calls go, for the analyzers to check.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class PrimaryAttribute : Attribute
{
    /// <summary>States that the calls of an ordinary method go to the primary.</summary>
    public PrimaryAttribute()
    {
    }

    /// <summary>Sends <paramref name="command"/> to the primary.</summary>
    /// <param name="command">
    /// A command as the Redis documentation writes it, with parameters in braces:
    /// <c>HINCRBY cart:{cartId} {sku} {quantity}</c>.
    /// </param>
    public PrimaryAttribute(string command) => Command = command;

    /// <summary>Sends several commands to the primary as one transaction: all of them are run, or none.</summary>
    /// <param name="command">The first command.</param>
    /// <param name="more">The others, in order. All keys belong to one slot where the deployment is a Cluster.</param>
    /// <remarks>The method returns the last command's reply, or all of them as a tuple.</remarks>
    public PrimaryAttribute(string command, params string[] more) => (Command, More) = (command, more);

    /// <summary>The command template, or <see langword="null"/> where the attribute only states a route.</summary>
    public string? Command { get; }

    /// <summary>The templates of the commands that follow in the same transaction.</summary>
    public IReadOnlyList<string> More { get; } = [];

    /// <summary>
    /// The name of the parameter that tells one call from its repetition, such as a webhook's id: a second call with the same value,
    /// key and command changes nothing and gets the first one's result. A retry after a fault is such a call too, so that a write which
    /// accumulates may be repeated where nobody knows whether it was applied.
    /// </summary>
    /// <remarks>
    /// The token stands beside the data, in the same slot, for <see cref="RedisSafetyOptions.OnceTokenLifetime"/>. Where one
    /// event makes several calls of the method on the same key, the value has to differ among them: a token that comes back with other
    /// arguments is an error, and nothing is applied.
    /// </remarks>
    /// <example>
    /// <code>
    /// [Primary("INCRBY stock:{sku} {delta}", OncePer = nameof(webhookId))]
    /// public partial Task&lt;long&gt; AdjustAsync(string sku, int delta, string webhookId);
    /// </code>
    /// </example>
    public string? OncePer { get; set; }

    /// <summary>
    /// A Lua script, or the name of an additional file (<c>reserve.lua</c>) that has it. The template then lists its keys and arguments
    /// as <c>redis-cli --eval</c> takes them: <c>stock:{sku} , {quantity}</c>. Without a template, parameters of type <c>RedisKey</c> are
    /// its keys and all others its arguments.
    /// </summary>
    /// <remarks>A script is never sent again where it may have run: what a second run does, only its author knows.</remarks>
    public string? Script { get; set; }

    /// <summary>
    /// Accepts the reply of a repeated attempt. A write such as <c>SADD</c> or <c>SET … NX</c> does no harm a second time, but its reply
    /// then says "not added" where the first attempt added it. By default, such a call fails with a
    /// <see cref="RedisUnavailableException"/> after a fault that may have come after the write; with this setting it is repeated.
    /// </summary>
    /// <remarks>
    /// It has no effect on methods that return no value, whose calls are always repeated, nor on commands whose repetition changes data.
    /// <see cref="WriteDefaultsAttribute"/> sets it for an assembly or a type.
    /// </remarks>
    public bool AllowRepeatedReply { get; set; }
}
