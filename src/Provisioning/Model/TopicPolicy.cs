namespace RedisSafety.Provisioning.Model;

/// <summary>A policy that is declared apart from its topic.</summary>
/// <param name="Topic">The ARN of the topic, or a term for it.</param>
/// <param name="Grants">The statements that allow to publish; null if they cannot be read.</param>
internal sealed record TopicPolicy(Setting<string> Topic, IReadOnlyList<TopicGrant>? Grants);
