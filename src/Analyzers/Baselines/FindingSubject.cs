using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// Names the subject of a finding, as <c>StringGet "cart:1"</c>: the call that is reported with its first argument, which is the key.
/// Neither formatting nor the wording of a message changes it.
/// </summary>
internal static class FindingSubject
{
    /// <summary>Longer subjects are cut: they serve to tell two findings of one member apart.</summary>
    private const int MaximumLength = 120;

    /// <summary>The subject of a finding at a span.</summary>
    public static string Of(SyntaxNode root, TextSpan span)
    {
        if (!root.FullSpan.Contains(span))
        {
            return "";
        }

        var node = root.FindNode(span, getInnermostNodeForTie: true);
        var text = Call(node, span) switch
        {
            InvocationExpressionSyntax call => Text(Name(call.Expression)) + First(call.ArgumentList.Arguments.FirstOrDefault()),
            ObjectCreationExpressionSyntax creation =>
                "new " + Text(creation.Type) + First(creation.ArgumentList?.Arguments.FirstOrDefault()),
            ImplicitObjectCreationExpressionSyntax creation => "new" + First(creation.ArgumentList.Arguments.FirstOrDefault()),
            AttributeSyntax attribute => Text(attribute.Name) + First(attribute.ArgumentList?.Arguments.FirstOrDefault()),
            MemberDeclarationSyntax member => Identifier(member),
            var other => Text(other),
        };

        return text.Length > MaximumLength ? text.Substring(0, MaximumLength) : text;
    }

    /// <summary>The call that is at the span, in it or around it.</summary>
    private static SyntaxNode Call(SyntaxNode node, TextSpan span)
    {
        if (IsCall(node))
        {
            return node;
        }

        if (node.DescendantNodes(span).FirstOrDefault(inner => IsCall(inner) && span.Contains(inner.Span)) is { } within)
        {
            return within;
        }

        var around = node.Ancestors().TakeWhile(outer => outer is not (StatementSyntax or MemberDeclarationSyntax));
        return around.FirstOrDefault(IsCall) ?? node;
    }

    private static bool IsCall(SyntaxNode node) =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or AttributeSyntax;

    private static ExpressionSyntax Name(ExpressionSyntax invoked) => invoked switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => invoked,
    };

    private static string Identifier(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => Text(member),
    };

    private static string First(SyntaxNode? argument) => argument is null ? "" : " " + Text(argument);

    /// <summary>The tokens of a node without comments and line breaks.</summary>
    private static string Text(SyntaxNode node)
    {
        var text = new StringBuilder();
        foreach (var token in node.DescendantTokens())
        {
            if (text.Length > MaximumLength)
            {
                break;
            }

            var next = token.Text;
            if (text.Length > 0 && next.Length > 0 && IsWord(text[text.Length - 1]) && IsWord(next[0]))
            {
                text.Append(' ');
            }

            text.Append(next);
        }

        return text.ToString();
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
