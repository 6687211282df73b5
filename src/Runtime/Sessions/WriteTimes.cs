using StackExchange.Redis;

namespace RedisSafety.Sessions;

/// <summary>
/// When each key was last written, in a table of fixed size: keys that share an entry share the later time, so that a read goes to
/// the primary once too often and never to a replica too soon. Nothing is freed, and nobody waits.
/// </summary>
internal sealed class WriteTimes
{
    /// <summary>Half a mebibyte: at 5,000 writes a second, fewer than one read in a hundred meets a stranger's write of the last 100 ms.</summary>
    public const int Entries = 1 << 16;

    private readonly long[] _times = new long[Entries];
    private long _everyKey = long.MinValue;
    private long _latest = long.MinValue;

    public WriteTimes() => Array.Fill(_times, long.MinValue);

    /// <summary>Notes that a key was written at <paramref name="moment"/> or before.</summary>
    public void Note(RedisKey key, long moment)
    {
        Raise(ref _times[Index(key)], moment);
        Raise(ref _latest, moment);
    }

    /// <summary>Notes that any key may have been written at <paramref name="moment"/> or before.</summary>
    public void NoteEveryKey(long moment)
    {
        Raise(ref _everyKey, moment);
        Raise(ref _latest, moment);
    }

    /// <summary>The moment of a key's last write, or a later one.</summary>
    public long Of(RedisKey key) => Math.Max(Volatile.Read(ref _times[Index(key)]), Volatile.Read(ref _everyKey));

    /// <summary>The moment of the last write of any key: for a read that does not say what it reads.</summary>
    public long OfAnyKey() => Volatile.Read(ref _latest);

    private static int Index(RedisKey key) => KeyHash.Of(key) & (Entries - 1);

    private static void Raise(ref long entry, long moment)
    {
        var known = Volatile.Read(ref entry);
        while (moment > known)
        {
            var seen = Interlocked.CompareExchange(ref entry, moment, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }
}
