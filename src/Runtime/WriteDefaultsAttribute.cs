namespace RedisSafety;

/// <summary>Settings of the <see cref="PrimaryAttribute"/> methods of a type or an assembly that do not have their own.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Assembly, Inherited = false)]
public sealed class WriteDefaultsAttribute : Attribute
{
    /// <inheritdoc cref="PrimaryAttribute.AllowRepeatedReply"/>
    public bool AllowRepeatedReply { get; set; }
}
