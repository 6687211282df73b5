namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>The formats that alarms are generated in.</summary>
internal enum AlarmFormat
{
    CloudFormation,
    Terraform,
    CdkCSharp,
    AwsCli,
    Prometheus,
}
