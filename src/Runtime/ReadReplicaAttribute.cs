namespace RedisSafety;

/// <summary>
/// Lets a replica answer a read. On a <see langword="partial"/> method with a command template, the generator writes the
/// method's body; on an ordinary method, the attribute states that stale answers are meant.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ReadReplicaAttribute : Attribute
{
    /// <summary>States that replicas may answer the reads of an ordinary method.</summary>
    public ReadReplicaAttribute()
    {
    }

    /// <summary>Sends <paramref name="command"/> to a replica.</summary>
    /// <param name="command">
    /// A command that only reads, as the Redis documentation writes it, with parameters in braces:
    /// <c>HGETALL cart:{cartId}</c>.
    /// </param>
    public ReadReplicaAttribute(string command) => Command = command;

    /// <summary>The command template, or <see langword="null"/> where the attribute only states a route.</summary>
    public string? Command { get; }

    /// <summary>
    /// A Lua script that only reads, or the name of an additional file (<c>totals.lua</c>) that has it. The template then lists its keys
    /// and arguments as <c>redis-cli --eval</c> takes them: <c>cart:{id} , {currency}</c>.
    /// </summary>
    /// <remarks>It is run by <c>EVALSHA_RO</c> (Redis 7.0 and later): a script that writes fails.</remarks>
    public string? Script { get; set; }

    /// <summary>
    /// How old the answer may be. Unless set, what <see cref="ReadDefaultsAttribute"/> says for the type, else
    /// <see cref="RedisSafetyOptions.Consistency"/>, which is <see cref="ReadConsistency.Eventual"/>.
    /// </summary>
    public ReadConsistency Consistency { get; set; }

    /// <summary>
    /// The longest time by which the answer may be behind the primary, with any consistency: a number and its unit, <c>250ms</c>,
    /// <c>2s</c> or <c>1m</c>.
    /// </summary>
    public string? MaxStaleness { get; set; }

    /// <summary>
    /// How long the read may wait for a replica that is behind, before the primary answers it: a number and its unit, as
    /// <see cref="MaxStaleness"/>. Unless set, it does not wait.
    /// </summary>
    public string? ReplicaWait { get; set; }
}
