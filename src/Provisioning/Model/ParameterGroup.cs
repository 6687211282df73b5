namespace RedisSafety.Provisioning.Model;

/// <summary>Settings of the engine. Parameters that are not listed have the family's default.</summary>
internal sealed record ParameterGroup(
    Setting<string> Id, string Name, IReadOnlyDictionary<string, Setting<string>> Parameters, SourcePlace Place, Dialect Dialect);
