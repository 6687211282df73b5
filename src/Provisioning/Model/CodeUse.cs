namespace RedisSafety.Provisioning.Model;

/// <summary>A place in code that expects something of the deployment.</summary>
/// <param name="Kind">The kind of expectation.</param>
/// <param name="Detail">The command with its version, the endpoint, or the name of the member.</param>
/// <param name="Place">The place in the code.</param>
internal sealed record CodeUse(CodeUseKind Kind, string Detail, SourcePlace Place);
