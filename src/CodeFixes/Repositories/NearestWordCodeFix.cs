using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0003: writes the one word of the command that is nearest to what stands in its place, or the cursor at which an enumeration begins.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NearestWordCodeFix : TemplateCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0003");

    /// <inheritdoc/>
    protected override string Title => "Write what the command expects";
}
