namespace RedisSafety.Commands;

/// <summary>A retry category that holds where one of the words stands among the arguments.</summary>
internal sealed record RetryRule(RetryCategory Category, IReadOnlyList<string> Words);
