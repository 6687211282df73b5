using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RedisSafety.CodeFixes.Guard;

/// <summary>
/// RSF1010: installs the guard, once for the project: <c>services.AddRedisFailoverGuard()</c> beside the registration, or
/// <c>RedisFailoverGuard.Install()</c> if there is no service collection or the connection is opened before. Offered if the project
/// references the guard.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class GuardCodeFix : CodeFixProvider
{
    internal const string Title = "Install RedisFailoverGuard";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RSF1010");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => GuardFixAll.Instance;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        // Offered only if the result compiles.
        if (await GuardInstallation.InstallAsync(context.Document.Project, context.Diagnostics, context.CancellationToken)
            .ConfigureAwait(false) is { } installed)
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, _ => Task.FromResult(installed), equivalenceKey: Title), context.Diagnostics);
        }
    }
}
