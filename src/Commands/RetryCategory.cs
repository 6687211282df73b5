namespace RedisSafety.Commands;

/// <summary>
/// What a second sending of a command would do where the first may have been applied. The names are those of
/// StackExchange.Redis's <c>CommandFlags.CommandRetry…</c> values.
/// </summary>
public enum RetryCategory
{
    /// <summary>It only reads.</summary>
    ReadOnly,

    /// <summary>It writes under a condition that the server checks, so that a second sending is judged anew: <c>SET … NX</c>.</summary>
    WriteChecked,

    /// <summary>It writes the same state again: <c>SET</c>, <c>HSET</c>, <c>DEL</c>.</summary>
    WriteLastWins,

    /// <summary>It changes what is there, so that a second sending adds to the first: <c>INCR</c>, <c>LPUSH</c>.</summary>
    WriteAccumulating,

    /// <summary>It is never sent again: scripts, server administration, connection state.</summary>
    Never,
}
