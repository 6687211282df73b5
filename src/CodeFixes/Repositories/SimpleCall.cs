using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace RedisSafety.CodeFixes.Repositories;

/// <summary>A call on a database that a command template says as well.</summary>
internal static class SimpleCall
{
    // By the method's name without Async and the number of arguments, all of them positional: keys and values in order, a duration as t.
    private static readonly Dictionary<(string Method, int Arguments), (string Template, bool IsRead)> Templates = new()
    {
        [("StringGet", 1)] = ("GET {0}", true),
        [("StringGetDelete", 1)] = ("GETDEL {0}", false),
        [("StringSet", 2)] = ("SET {0} {1}", false),
        [("StringSet", 3)] = ("SET {0} {1} PX {2}", false),
        [("StringIncrement", 1)] = ("INCR {0}", false),
        [("StringIncrement", 2)] = ("INCRBY {0} {1}", false),
        [("StringDecrement", 1)] = ("DECR {0}", false),
        [("StringDecrement", 2)] = ("DECRBY {0} {1}", false),
        [("StringAppend", 2)] = ("APPEND {0} {1}", false),
        [("StringLength", 1)] = ("STRLEN {0}", true),
        [("KeyDelete", 1)] = ("DEL {0}", false),
        [("KeyExists", 1)] = ("EXISTS {0}", true),
        [("KeyExpire", 2)] = ("PEXPIRE {0} {1}", false),
        [("KeyPersist", 1)] = ("PERSIST {0}", false),
        [("HashGet", 2)] = ("HGET {0} {1}", true),
        [("HashGetAll", 1)] = ("HGETALL {0}", true),
        [("HashSet", 3)] = ("HSET {0} {1} {2}", false),
        [("HashDelete", 2)] = ("HDEL {0} {1}", false),
        [("HashExists", 2)] = ("HEXISTS {0} {1}", true),
        [("HashLength", 1)] = ("HLEN {0}", true),
        [("HashIncrement", 3)] = ("HINCRBY {0} {1} {2}", false),
        [("SetAdd", 2)] = ("SADD {0} {1}", false),
        [("SetRemove", 2)] = ("SREM {0} {1}", false),
        [("SetContains", 2)] = ("SISMEMBER {0} {1}", true),
        [("SetMembers", 1)] = ("SMEMBERS {0}", true),
        [("SetLength", 1)] = ("SCARD {0}", true),
        [("ListLeftPush", 2)] = ("LPUSH {0} {1}", false),
        [("ListRightPush", 2)] = ("RPUSH {0} {1}", false),
        [("ListLeftPop", 1)] = ("LPOP {0}", false),
        [("ListRightPop", 1)] = ("RPOP {0}", false),
        [("ListLength", 1)] = ("LLEN {0}", true),
        [("SortedSetScore", 2)] = ("ZSCORE {0} {1}", true),
        [("SortedSetRemove", 2)] = ("ZREM {0} {1}", false),
        [("SortedSetLength", 1)] = ("ZCARD {0}", true),
    };

    /// <summary>The template that sends the same, and the parameters that it uses; null where there is none.</summary>
    public static (string Template, bool IsRead, IReadOnlyCollection<string> Parameters)? Find(IInvocationOperation call, IMethodSymbol method)
    {
        var name = call.TargetMethod.Name;
        var arguments = call.Arguments.Where(static argument => argument.ArgumentKind == ArgumentKind.Explicit).ToArray();
        if (!name.EndsWith("Async", StringComparison.Ordinal)
            || arguments.Any(static argument => argument.Syntax is not ArgumentSyntax { NameColon: null })
            || !Templates.TryGetValue((name.Substring(0, name.Length - "Async".Length), arguments.Length), out var found))
        {
            return null;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var template = found.Template;
        for (var i = 0; i < arguments.Length; i++)
        {
            // An array is another form of the command, and a floating increment another command.
            if (arguments[i].Parameter!.Type is IArrayTypeSymbol
                || (found.Template.Contains("PX {" + i.ToString(CultureInfo.InvariantCulture)) && !IsDuration(arguments[i].Value))
                || (found.Template.StartsWith("PEXPIRE", StringComparison.Ordinal) && i == 1 && !IsDuration(arguments[i].Value))
                || arguments[i].Parameter!.Type.SpecialType == SpecialType.System_Double
                || TemplateText.Of(arguments[i].Value, method, used) is not { } text)
            {
                return null;
            }

            var placeholder = "{" + i.ToString(CultureInfo.InvariantCulture) + "}";
            var at = template.IndexOf(placeholder, StringComparison.Ordinal);
            template = template.Substring(0, at) + "\0" + i.ToString(CultureInfo.InvariantCulture) + template.Substring(at + placeholder.Length);
            template = Fill(template, i, text, IsOptional(arguments[i].Value));
        }

        return (template, found.IsRead, used);
    }

    private static string Fill(string template, int index, string text, bool isOptional)
    {
        var mark = "\0" + index.ToString(CultureInfo.InvariantCulture);
        return isOptional && template.EndsWith(" PX " + mark, StringComparison.Ordinal)
            ? template.Substring(0, template.Length - mark.Length - " PX ".Length) + $" [PX {text}]"
            : template.Replace(mark, text);
    }

    private static bool IsOptional(IOperation value) => value.Unconverted().Type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>A moment, or an expiration that may mean to keep the time to live, is sent by other words.</summary>
    private static bool IsDuration(IOperation value) =>
        (value.Unconverted().Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : value.Unconverted().Type)
            is { Name: nameof(TimeSpan), ContainingNamespace: { Name: nameof(System), ContainingNamespace.IsGlobalNamespace: true } };
}
