namespace RedisSafety.Provisioning.Model;

/// <summary>All that was read of a deployment, of one or several documents.</summary>
internal sealed class Deployment
{
    public List<ReplicationGroup> Groups { get; } = [];

    public List<ServerlessCache> ServerlessCaches { get; } = [];

    public List<MetricAlarm> Alarms { get; } = [];

    public List<NotificationTopic> Topics { get; } = [];

    public List<TopicPolicy> TopicPolicies { get; } = [];

    public List<ParameterGroup> ParameterGroups { get; } = [];

    public List<ServerNode> Servers { get; } = [];

    public List<CodeUse> Code { get; } = [];

    /// <summary>Alarms that are not in what was read do not exist, or are declared where the check was not pointed at.</summary>
    public bool AlarmsAreComplete { get; set; }

    /// <summary>All nodes of the account and region are known.</summary>
    public bool NodesAreComplete { get; set; }

    /// <summary>A rule of EventBridge receives ElastiCache's events, so that no topic is needed.</summary>
    public bool HasEventRule { get; set; }

    /// <summary>Resources that the check looked at: 0 means that the documents declare nothing for it.</summary>
    public int Resources => Groups.Count + ServerlessCaches.Count + Alarms.Count + Topics.Count + ParameterGroups.Count + Servers.Count;

    public void Add(Deployment other)
    {
        Groups.AddRange(other.Groups);
        ServerlessCaches.AddRange(other.ServerlessCaches);
        Alarms.AddRange(other.Alarms);
        Topics.AddRange(other.Topics);
        TopicPolicies.AddRange(other.TopicPolicies);
        ParameterGroups.AddRange(other.ParameterGroups);
        Servers.AddRange(other.Servers);
        Code.AddRange(other.Code);
        AlarmsAreComplete |= other.AlarmsAreComplete;
        NodesAreComplete |= other.NodesAreComplete;
        HasEventRule |= other.HasEventRule;
    }
}
