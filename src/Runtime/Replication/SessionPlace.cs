namespace RedisSafety.Replication;

/// <summary>A place in a replication stream, as a token carries it.</summary>
/// <param name="History">What stands for the replication id: 64 of its 160 random bits.</param>
/// <param name="Offset">How many bytes of the stream have to be there.</param>
internal readonly record struct SessionPlace(ulong History, long Offset)
{
    public static ulong TagOf(string history)
    {
        // FNV-1a: the ids are random already, and 64 bits are enough for none of a deployment's to meet another.
        var hash = 14695981039346656037UL;
        foreach (var letter in history)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return hash;
    }
}
