namespace RedisSafety.Generators.Repositories;

/// <summary>A Lua file.</summary>
internal sealed record ScriptFile(string Path, string Text);
