namespace RedisSafety.Provisioning.Yaml;

/// <summary>A file by name and content. The name decides what the content alone leaves open.</summary>
internal sealed record DeploymentFile(string Name, string Text);
