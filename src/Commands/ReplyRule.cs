namespace RedisSafety.Commands;

/// <summary>The reply to a second sending where one of the words stands among the arguments.</summary>
internal sealed record ReplyRule(RepeatedReply Reply, IReadOnlyList<string> Words);
