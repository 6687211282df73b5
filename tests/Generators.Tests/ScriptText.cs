using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Generators.Tests;

/// <summary>A Lua file of a project.</summary>
internal sealed class ScriptText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
