using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RedisSafety.Commands.Templates;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.CSharp;

/// <summary>
/// Reads what code expects of a deployment from its syntax: no build is needed, and no package. A name alone counts only if nothing
/// else is likely to have it; an attribute only if its argument is a Redis command.
/// </summary>
internal static partial class CodeUseReader
{
    private const int MostLength = 4_000_000;

    private static readonly string[] ReplicaFlags = ["PreferReplica", "DemandReplica", "PreferSlave", "DemandSlave"];
    private static readonly string[] LockMethods = ["LockTake", "LockTakeAsync", "LockExtend", "LockExtendAsync"];

    /// <summary>Reads a file: C#, or JSON with connection strings.</summary>
    public static IReadOnlyList<CodeUse> Read(string name, string text, CancellationToken cancellationToken = default)
    {
        // Generated data, which nobody wrote.
        if (text.Length > MostLength)
        {
            return [];
        }

        return name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? [.. OfJson(name, text)]
            : text.Contains("Redis", StringComparison.Ordinal) || text.Contains(".cache.amazonaws.com", StringComparison.Ordinal)
                || text.Contains("[ReadReplica", StringComparison.Ordinal) || text.Contains("[Primary", StringComparison.Ordinal)
                || text.Contains("CommandFlags.", StringComparison.Ordinal) || text.Contains(".LockTake", StringComparison.Ordinal)
                ? [.. OfCode(name, text, cancellationToken)]
                : [];
    }

    private static IEnumerable<CodeUse> OfCode(string name, string text, CancellationToken cancellationToken)
    {
        var root = CSharpSyntaxTree.ParseText(text, path: name, cancellationToken: cancellationToken).GetRoot(cancellationToken);
        foreach (var node in root.DescendantNodes())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var use in OfNode(node))
            {
                yield return use;
            }
        }
    }

    private static IEnumerable<CodeUse> OfNode(SyntaxNode node)
    {
        switch (node)
        {
            case AttributeSyntax attribute:
                return OfAttribute(attribute);
            case MemberAccessExpressionSyntax { Expression: var type, Name.Identifier.Text: var flag } access
                when ReplicaFlags.Contains(flag) && NameOf(type) == "CommandFlags":
                return [new(CodeUseKind.ReplicaRead, $"CommandFlags.{flag} in {MemberOf(node)}", PlaceOf(access))];
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var method } } call
                when LockMethods.Contains(method) && call.ArgumentList.Arguments.Count >= 3:
                return [new(CodeUseKind.Lock, $"The lock of {MemberOf(node)}", PlaceOf(call))];
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var method } } call
                when method == "PersistKeysToStackExchangeRedis":
                return [new(CodeUseKind.KeyRing, "The DataProtection key ring", PlaceOf(call))];
            case LiteralExpressionSyntax { Token.Value: string value } literal when IsConnection(value):
                return [new(CodeUseKind.Connection, value, PlaceOf(literal))];
            default:
                return [];
        }
    }

    private static IEnumerable<CodeUse> OfAttribute(AttributeSyntax attribute)
    {
        var isReplica = NameOf(attribute.Name) is "ReadReplica" or "ReadReplicaAttribute";
        if ((!isReplica && NameOf(attribute.Name) is not ("Primary" or "PrimaryAttribute"))
            || attribute.ArgumentList?.Arguments is not { Count: > 0 } arguments)
        {
            yield break;
        }

        var commands = arguments.Where(static argument => argument.NameEquals is null)
            .SelectMany(static argument => argument.Expression.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>())
            .Where(static literal => literal.Token.Value is string)
            .Select(static literal => (Literal: literal, Binding: TemplateBinding.Bind((string)literal.Token.Value!)))
            .Where(static bound => bound.Binding.Command is not null)
            .ToList();
        if (commands.Count == 0)
        {
            yield break;
        }

        var member = MemberOf(attribute);
        if (isReplica)
        {
            yield return new(CodeUseKind.ReplicaRead, $"[ReadReplica] of {member}", PlaceOf(attribute));
        }

        if (arguments.Any(static argument => argument.NameEquals?.Name.Identifier.Text == "OncePer"))
        {
            yield return new(CodeUseKind.OnceToken, $"The OncePer token of {member}", PlaceOf(attribute));
        }

        foreach (var (literal, binding) in commands)
        {
            yield return new(CodeUseKind.Command, $"{binding.Command!.Name} {binding.Since}", PlaceOf(literal));
        }
    }

    private static IEnumerable<CodeUse> OfJson(string name, string text)
    {
        var line = 0;
        foreach (var one in text.Split('\n'))
        {
            line++;
            foreach (var match in JsonText().Matches(one).Cast<Match>().Where(static match => IsConnection(match.Groups[1].Value)))
            {
                yield return new(
                    CodeUseKind.Connection, match.Groups[1].Value, new SourcePlace(name, line, match.Index + 1, "connection"));
            }
        }
    }

    // A host alone may be an example or a log message: a port or a setting makes it a connection string.
    private static bool IsConnection(string value) => Connection().IsMatch(value);

    private static string NameOf(SyntaxNode name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.Text,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        _ => "",
    };

    private static string MemberOf(SyntaxNode node)
    {
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>(static one =>
            one is MethodDeclarationSyntax or PropertyDeclarationSyntax or ConstructorDeclarationSyntax or FieldDeclarationSyntax);
        var type = node.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.Text;
        var own = member switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            FieldDeclarationSyntax field => field.Declaration.Variables.FirstOrDefault()?.Identifier.Text,
            _ => null,
        };
        return (type, own) switch
        {
            (not null, not null) => $"{type}.{own}",
            (not null, null) => type,
            _ => "the program",
        };
    }

    private static SourcePlace PlaceOf(SyntaxNode node)
    {
        var place = node.GetLocation().GetLineSpan();
        return new SourcePlace(
            place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, MemberOf(node));
    }

    [GeneratedRegex("""^[^\s{}"]*\.cache\.amazonaws\.com(\.cn)?(:\d+)?(,[^\n]*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Connection();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex JsonText();
}
