using System.CommandLine;

namespace RedisSafety.Tool;

/// <summary>A command with examples, which <c>--help</c> prints below the options.</summary>
internal class ToolCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines with a description each.</summary>
    public IList<(string CommandLine, string Description)> Examples { get; } = [];
}
