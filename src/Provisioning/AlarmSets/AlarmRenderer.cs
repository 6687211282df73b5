namespace RedisSafety.Provisioning.AlarmSets;

/// <summary>Writes alarms in a format.</summary>
internal static class AlarmRenderer
{
    public static string Render(AlarmSet set, AlarmFormat format) => format switch
    {
        AlarmFormat.CloudFormation => CloudFormationAlarms.Render(set),
        AlarmFormat.Terraform => TerraformAlarms.Render(set),
        AlarmFormat.CdkCSharp => CdkAlarms.Render(set),
        AlarmFormat.AwsCli => CliAlarms.Render(set),
        AlarmFormat.Prometheus => PrometheusAlarms.Render(set),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
