namespace RedisSafety.Drills;

/// <summary>A drill cannot start, or cannot go on: its message says why.</summary>
internal sealed class DrillException : Exception
{
    public DrillException()
    {
    }

    public DrillException(string message)
        : base(message)
    {
    }

    public DrillException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
