namespace RedisSafety.Drills;

/// <summary>A drill cannot start, or cannot go on. The message names the reason.</summary>
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
