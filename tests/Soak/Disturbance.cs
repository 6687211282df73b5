namespace RedisSafety.Soak;

/// <summary>Something that happens to a deployment without the servers losing data.</summary>
/// <param name="Name">What it is called in the output.</param>
/// <param name="RunAsync">Does it, and returns when the deployment takes writes again.</param>
internal sealed record Disturbance(string Name, Func<Random, Task> RunAsync);
