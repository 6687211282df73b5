using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0002: writes the command, or the subcommand, that is nearest to what is written.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NearestCommandCodeFix : TemplateCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0002");

    /// <inheritdoc/>
    protected override string Title => "Write the nearest command";
}
