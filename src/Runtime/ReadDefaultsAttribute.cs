namespace RedisSafety;

/// <summary>What the <see cref="ReadReplicaAttribute"/> methods of a type, or of an assembly, promise where they say nothing themselves.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, Inherited = false)]
public sealed class ReadDefaultsAttribute : Attribute
{
    /// <inheritdoc cref="ReadReplicaAttribute.Consistency"/>
    public ReadConsistency Consistency { get; set; }

    /// <inheritdoc cref="ReadReplicaAttribute.MaxStaleness"/>
    public string? MaxStaleness { get; set; }

    /// <inheritdoc cref="ReadReplicaAttribute.ReplicaWait"/>
    public string? ReplicaWait { get; set; }
}
