using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RedisSafety.Commands;

namespace RedisSafety.Generators.Repositories;

/// <summary>
/// What an editor shows of a method: its author's own documentation, which the generated half's would replace, and what Redis's
/// documentation says of the command.
/// </summary>
internal static class MethodDocumentation
{
    /// <summary>The documentation comment without its slashes; empty where the author's own is better left alone.</summary>
    public static string Of(IMethodSymbol method, IEnumerable<RedisCommand> commands)
    {
        var facts = string.Concat(commands.Select(Describe));
        if (!IsDocumented(method))
        {
            return $"<summary>Sends {string.Join(", then ", commands.Select(static command => $"<c>{Escape(command.Name)}</c>"))}.</summary>\n<remarks>\n{facts}</remarks>";
        }

        var xml = method.GetDocumentationCommentXml(CultureInfo.InvariantCulture, expandIncludes: false) ?? "";
        var begin = xml.IndexOf('>');
        var end = xml.LastIndexOf("</member>", StringComparison.Ordinal);

        // A comment that is no XML, or that stands in another file, is the compiler's to judge.
        if (!xml.StartsWith("<member", StringComparison.Ordinal) || end < begin || xml.IndexOf("<include", StringComparison.Ordinal) >= 0)
        {
            return "";
        }

        var own = Unindent(xml.Substring(begin + 1, end - begin - 1));
        var remarks = own.LastIndexOf("</remarks>", StringComparison.Ordinal);
        return remarks < 0 ? $"{own}\n<remarks>\n{facts}</remarks>" : own.Insert(remarks, "\n" + facts);
    }

    private static bool IsDocumented(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax()
        .GetLeadingTrivia()
        .Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)));

    private static string Describe(RedisCommand command)
    {
        var text = new StringBuilder($"<para><c>{Escape(command.Usage)}</c>");
        if (command.Summary.Length > 0)
        {
            text.Append(": ").Append(Escape(command.Summary.TrimEnd('.')));
        }

        text.Append('.');
        if (command.Complexity.Length > 0)
        {
            text.Append(' ').Append(Escape(command.Complexity.TrimEnd('.'))).Append('.');
        }

        return text.Append($" Since Redis {command.Since}.</para>\n").ToString();
    }

    private static string Unindent(string text)
    {
        var lines = text.Replace("\r", "").Split('\n').Select(static line => line.TrimEnd()).ToList();
        var indent = lines.Where(static line => line.Length > 0).Select(static line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join("\n", lines.Where(static line => line.Length > 0).Select(line => line.Substring(indent)));
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
