namespace RedisSafety.Provisioning.Scripts;

/// <summary>A word of a command line, with variables replaced where their values are known.</summary>
/// <param name="Text">The text. An unknown variable is <c>${name}</c>.</param>
/// <param name="IsKnown">No part of it is unknown.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1.</param>
internal sealed record ShellWord(string Text, bool IsKnown, int Line, int Column);
