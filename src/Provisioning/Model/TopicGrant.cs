namespace RedisSafety.Provisioning.Model;

/// <summary>A statement of a topic's policy that allows to publish.</summary>
/// <param name="ConditionKeys">The keys of its conditions, in lower case.</param>
/// <param name="Place">The place of the statement.</param>
internal sealed record TopicGrant(IReadOnlyList<string> ConditionKeys, SourcePlace Place);
