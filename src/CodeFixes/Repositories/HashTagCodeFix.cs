using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0009: puts what the keys share into a hash tag, in every template of the type that names keys of the same form.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HashTagCodeFix : TemplateCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0009");

    /// <inheritdoc/>
    protected override string Title => "Keep the keys in one slot by a hash tag";

    /// <inheritdoc/>
    protected override bool IsOneForAWord => true;
}
