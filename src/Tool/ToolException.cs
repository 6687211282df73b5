namespace RedisSafety.Tool;

/// <summary>
/// An expected failure: its message is all that the user needs, and the command ends with <see cref="ExitCode.NotChecked"/>.
/// </summary>
internal sealed class ToolException : Exception
{
    public ToolException(string message)
        : base(message)
    {
    }

    public ToolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ToolException()
    {
    }
}
