namespace RedisSafety.Drills.Probing;

/// <summary>An error that a server replied.</summary>
internal sealed record RespError(string Message);
