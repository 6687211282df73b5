namespace RedisSafety.Generators.Repositories;

/// <summary>How the arguments of a call travel, and how they are sent.</summary>
internal sealed record CallState(string Type, string Preparation, string Value, string Send, string? Key, string? Keys, string Serializer)
{
    /// <summary>The key that names the call in a message.</summary>
    public string KeyOrDefault => Key ?? "default";
}
