namespace RedisSafety.Provisioning.Model;

/// <summary>A serverless cache. Its metrics have the dimension <c>clusterId</c>.</summary>
internal sealed record ServerlessCache(Setting<string> Id, string Name, SourcePlace Place);
