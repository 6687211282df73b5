using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>RSF0008: writes the form of the command that answers at once, where the method's types fit what it answers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AnsweringCommandCodeFix : TemplateCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF0008");

    /// <inheritdoc/>
    protected override string Title => "Send the command that answers at once";
}
