using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>
/// Turns a method that works on a database into one whose calls are routed and retried: into a command template where its body is one
/// simple call, and otherwise into a method with a body of its own.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RepositoryMethodRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var syntax = root?.FindToken(context.Span.Start).Parent?.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        if (root is null || syntax?.Parent is not TypeDeclarationSyntax
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.Compilation.GetTypesByMetadataName("RedisSafety.IRedisRouter").IsEmpty
            || model.GetDeclaredSymbol(syntax, context.CancellationToken) is not { IsStatic: false, IsPartialDefinition: false, PartialDefinitionPart: null } method
            || method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None)
            || !RouterAccess.IsPossible(method.ContainingType)
            || RepositoryBody.Find(syntax, method, model, context.CancellationToken) is not { } body)
        {
            return;
        }

        if (body.OnlyCall is { } call && SimpleCall.Find(call, method) is { } simple && UsesAll(method, simple.Parameters))
        {
            if (simple.IsRead)
            {
                Register(context, root, syntax, method, $"Read by [ReadReplica(\"{simple.Template}\")], which may be stale", ReplaceBody("ReadReplica", simple.Template));
            }

            Register(context, root, syntax, method, $"Send by [Primary(\"{simple.Template}\")]", ReplaceBody("Primary", simple.Template));
        }

        Register(context, root, syntax, method, "Route and retry each call of the body", declaration => Split(declaration, body));
    }

    private static bool UsesAll(IMethodSymbol method, IReadOnlyCollection<string> used) => method.Parameters.All(parameter =>
        used.Contains(parameter.Name)
        || (parameter.Ordinal == method.Parameters.Length - 1 && parameter.Type.Name == nameof(CancellationToken)));

    private static void Register(
        CodeRefactoringContext context,
        SyntaxNode root,
        MethodDeclarationSyntax syntax,
        IMethodSymbol method,
        string title,
        Func<MethodDeclarationSyntax, IEnumerable<MemberDeclarationSyntax>> rewrite) => context.RegisterRefactoring(CodeAction.Create(
            title,
            _ => Task.FromResult(Rewrite(context.Document, root, syntax, method, rewrite)),
            equivalenceKey: title));

    private static Document Rewrite(
        Document document,
        SyntaxNode root,
        MethodDeclarationSyntax syntax,
        IMethodSymbol method,
        Func<MethodDeclarationSyntax, IEnumerable<MemberDeclarationSyntax>> rewrite)
    {
        var types = syntax.Ancestors().OfType<TypeDeclarationSyntax>().ToArray();
        var rewritten = root.TrackNodes(types.Cast<SyntaxNode>().Append(syntax));
        rewritten = rewritten.ReplaceNode(rewritten.GetCurrentNode(syntax)!, rewrite(syntax));
        foreach (var type in types)
        {
            var current = rewritten.GetCurrentNode(type)!;
            rewritten = rewritten.ReplaceNode(current, type == types[0] ? RouterAccess.Add(current, method.ContainingType) : RouterAccess.MakePartial(current));
        }

        if (rewritten is CompilationUnitSyntax unit
            && !unit.Usings.Any(static directive => directive.Name?.ToString() == "RedisSafety")
            && method.ContainingNamespace.ToDisplayString() is var own && own != "RedisSafety" && !own.StartsWith("RedisSafety.", StringComparison.Ordinal)
            && !HasGlobalUsing(document))
        {
            rewritten = unit.AddUsings(SyntaxFactory.UsingDirective(SyntaxFactory.ParseName("RedisSafety")).NormalizeWhitespace().WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed));
        }

        return document.WithSyntaxRoot(rewritten);
    }

    private static bool HasGlobalUsing(Document document) => document.Project.Documents
        .Select(static other => other.TryGetSyntaxRoot(out var root) ? root : null)
        .OfType<CompilationUnitSyntax>()
        .SelectMany(static unit => unit.Usings)
        .Any(static directive => !directive.GlobalKeyword.IsKind(SyntaxKind.None) && directive.Name?.ToString() == "RedisSafety");

    private static Func<MethodDeclarationSyntax, IEnumerable<MemberDeclarationSyntax>> ReplaceBody(string attribute, string template) =>
        syntax => [Declaration(syntax, $"{attribute}({SymbolDisplay.FormatLiteral(template, quote: true)})")];

    private static IEnumerable<MemberDeclarationSyntax> Split(MethodDeclarationSyntax syntax, RepositoryBody body)
    {
        var parameters = syntax.ParameterList.Parameters.Select(static parameter => parameter.WithDefault(null).WithAttributeLists(default));
        var database = SyntaxFactory.ParseParameterList($"({RepositoryBody.Database} {body.Name})").Parameters[0];
        var isAsync = syntax.Modifiers.Any(SyntaxKind.AsyncKeyword);
        var implementation = body.Rewrite(syntax)
            .WithAttributeLists(default)
            .WithModifiers(SyntaxFactory.TokenList(new[] { SyntaxKind.PrivateKeyword }.Concat(isAsync ? [SyntaxKind.AsyncKeyword] : Array.Empty<SyntaxKind>())
                .Select(static kind => SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space))))
            .WithExplicitInterfaceSpecifier(null);
        implementation = implementation
            .WithParameterList(implementation.ParameterList.WithParameters(SyntaxFactory.SeparatedList(new[] { database }.Concat(parameters))))
            .WithLeadingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed, SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return [Declaration(syntax, "Primary"), implementation];
    }

    private static MethodDeclarationSyntax Declaration(MethodDeclarationSyntax syntax, string attribute)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        var leading = syntax.GetLeadingTrivia();
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.ParseCompilationUnit($"[{attribute}] class C;").DescendantNodes().OfType<AttributeSyntax>().First()));
        var bare = syntax.WithLeadingTrivia();
        var modifiers = SyntaxFactory.TokenList(bare.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)));

        // A type that is not yet partial may say nothing of accessibility, which an extended partial method has to.
        if (modifiers.Count == 0)
        {
            modifiers = modifiers.Add(SyntaxFactory.Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        return bare
            .WithBody(null)
            .WithExpressionBody(null)
            .WithModifiers(modifiers.Add(partial))
            .WithReturnType(bare.ReturnType.WithLeadingTrivia())
            .WithParameterList(bare.ParameterList.WithTrailingTrivia())
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithAttributeLists(bare.AttributeLists.Add(list.WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)))
            .WithLeadingTrivia(leading)
            .WithTrailingTrivia(syntax.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
