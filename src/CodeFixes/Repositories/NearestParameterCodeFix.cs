using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0004: writes the parameter, or the member, that is nearest to what the placeholder names.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NearestParameterCodeFix : TemplateCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0004");

    /// <inheritdoc/>
    protected override string Title => "Write the nearest parameter";
}
