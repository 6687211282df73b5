namespace RedisSafety.Analyzers.Provisioning;

/// <summary>The kinds of objects that declare a resource.</summary>
internal enum DeclaredKind
{
    Group,
    GroupModification,
    Cluster,
    Serverless,
    Parameters,

    /// <summary>An alarm by its CloudFormation properties, or a request of the SDK.</summary>
    Alarm,

    /// <summary>An alarm on a metric object.</summary>
    MetricAlarm,
    Topic,
    TopicPolicy,
    EventRule,
}
