namespace RedisSafety.Provisioning.Model;

/// <summary>An SNS topic and what its policy allows.</summary>
internal sealed class NotificationTopic
{
    public required SourcePlace Place { get; init; }

    public required Dialect Dialect { get; init; }

    public required string Name { get; init; }

    /// <summary>Its ARN, or a term for it.</summary>
    public Setting<string> Arn { get; init; }

    public Setting<bool> IsEncrypted { get; init; }

    /// <summary>The condition keys of the statements that allow to publish; null if the policy is not known.</summary>
    public IReadOnlyList<TopicGrant>? Grants { get; init; }
}
