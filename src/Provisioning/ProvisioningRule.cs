namespace RedisSafety.Provisioning;

/// <summary>A rule for deployments, the same for every form in which one is declared.</summary>
internal sealed record ProvisioningRule(string Id, string Title, ProvisioningSeverity Severity);
