namespace RedisSafety.Drills.Load;

/// <summary>One call of the load, from its beginning to its end, in the ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Id">The id of the call, or of the write that it reads.</param>
/// <param name="StartedAt">When the client was called.</param>
/// <param name="EndedAt">When the client returned.</param>
/// <param name="End">How it ended.</param>
/// <param name="Attempts">How many times the command was sent; 0 if the client does not show it.</param>
internal readonly record struct CallRecord(ShopOperation Operation, string Id, long StartedAt, long EndedAt, CallEnd End, int Attempts)
{
    /// <summary>True if the client got an answer.</summary>
    public bool IsAnswered => End is CallEnd.Ok or CallEnd.Missing;
}
