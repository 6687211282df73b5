namespace RedisSafety.Provisioning.Tests;

public sealed class RSF4007Tests
{
    private const string Topic = "  T:\n    Type: AWS::SNS::Topic\n    Properties:\n";

    public static TheoryData<string, string> Reported => new()
    {
        { "NotificationTopicArn: -", "" },
        { "NotificationTopicArn: ''", "" },
        { "NotificationTopicStatus: inactive", "" },
        { "NotificationTopicArn: !Ref T", Topic + "      KmsMasterKeyId: alias/aws/sns\n" },
        { "NotificationTopicArn: !GetAtt T.TopicArn", Topic + "      KmsMasterKeyId: !ImportValue key\n" },
        { "NotificationTopicArn: !Ref T", Topic + "      TopicName: t\n" + Policy("StringEquals: { 'aws:SourceAccount': '1' }") },
        { "NotificationTopicArn: !Ref T",
            Topic + "      TopicName: t\n" + Policy("StringEquals: { 'AWS:SourceAccount': '1' }, ArnLike: { 'aws:SourceArn': x }") },
    };

    public static TheoryData<string, string> Quiet => new()
    {
        { "NotificationTopicArn: arn:aws:sns:eu-west-1:123456789012:alerts", "" },
        { "NotificationTopicArn: !ImportValue alerts", "" },

        // A parameter may be the ARN or empty.
        { "NotificationTopicArn: !Ref P", "" },
        { "NotificationTopicArn: !If [C, !Ref P, !Ref 'AWS::NoValue']", "" },

        // EventBridge brings the events instead.
        { "NotificationTopicArn: -",
            "  E:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern: { source: [aws.elasticache] }\n" },
        { "NotificationTopicArn: !Ref T", Topic + "      TopicName: t\n" },
        { "NotificationTopicArn: !Ref T", Topic + "      TopicName: t\n" + Policy("StringEquals: { 'aws:SourceOwner': '1' }") },
        { "NotificationTopicArn: !Ref T",
            Topic + "      TopicName: t\n" + Policy("StringEquals: { 'aws:SourceOwner': '1', 'aws:SourceAccount': '1' }") },

        // Without a condition everybody may publish, ElastiCache included.
        { "NotificationTopicArn: !Ref T", Topic + "      TopicName: t\n" + Policy("") },

        // An encrypted topic for something else.
        { "NotificationTopicArn: !ImportValue alerts", Topic + "      KmsMasterKeyId: alias/aws/sns\n" },
        { "NotificationTopicArn: !Ref T", Topic + "      KmsMasterKeyId: ''\n" },
    };

    [Theory]
    [MemberData(nameof(Reported))]
    public void Reports(string changes, string more) => Sample.Verify(changes, "RSF4007", more);

    [Theory]
    [MemberData(nameof(Quiet))]
    public void Is_quiet(string changes, string more) => Sample.Verify(changes, "", more);

    private static string Policy(string condition) =>
        "  TP:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref T]\n      PolicyDocument:\n        Statement:\n"
        + "          - { Effect: Allow, Principal: '*', Action: 'sns:Publish', Resource: '*', Condition: {" + condition + "} }\n";
}
