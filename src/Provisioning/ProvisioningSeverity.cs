namespace RedisSafety.Provisioning;

/// <summary>The weight of a finding, in ascending order.</summary>
internal enum ProvisioningSeverity
{
    Info,
    Warning,
    Error,
}
