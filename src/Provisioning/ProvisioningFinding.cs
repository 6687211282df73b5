namespace RedisSafety.Provisioning;

/// <summary>A fault of a deployment.</summary>
/// <param name="Rule">The rule that reports it.</param>
/// <param name="Severity">The severity of this case, which may differ from the rule's default.</param>
/// <param name="Place">The property at fault, or the declaration that lacks it.</param>
/// <param name="Resource">The id of the group, alarm or node.</param>
/// <param name="Message">What happens at run time.</param>
/// <param name="Change">The property to change and its new value, in the words of the source.</param>
internal sealed record ProvisioningFinding(
    ProvisioningRule Rule, ProvisioningSeverity Severity, SourcePlace Place, string Resource, string Message, string Change);
