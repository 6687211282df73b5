namespace RedisSafety.Commands;

/// <summary>A restriction that holds where one of the words stands among the arguments.</summary>
internal sealed record ConnectionRule(SharedConnectionUse Use, IReadOnlyList<string> Words, string Advice);
