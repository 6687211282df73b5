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

    /// <summary>The command template, or <see langword="null"/> where the attribute only states a route.</summary>
    public string? Command { get; }
}
