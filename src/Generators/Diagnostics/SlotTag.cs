using System.Text;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Generators.Diagnostics;

/// <summary>
/// The part of a key that decides its slot, as the Redis Cluster specification defines it: what stands between its first brace and the
/// next that closes, or else all of it.
/// </summary>
internal sealed class SlotTag
{
    private const int Slots = 16384;

    private readonly TemplateToken _token;
    private readonly string _tag;
    private readonly bool _isConstant;

    private SlotTag(TemplateToken token, string key, string tag)
    {
        _token = token;
        Key = key;
        _tag = tag;
        _isConstant = tag.IndexOf('\u0001') < 0;
    }

    /// <summary>The key as the template writes it.</summary>
    public string Key { get; }

    /// <summary>The tag of a key.</summary>
    public static SlotTag Of(TemplateToken token)
    {
        // A placeholder is a mark and its name: neither is a brace.
        var value = new StringBuilder();
        var written = new StringBuilder();
        foreach (var part in token.Parts)
        {
            value.Append(part.Placeholder is { } placeholder ? $"\u0001{placeholder.Expression}\u0001" : part.Literal);
            written.Append(part.Placeholder is { } shown ? "{" + shown.Expression + "}" : part.Literal?.Replace("{", "{{").Replace("}", "}}"));
        }

        var text = value.ToString();
        var open = text.IndexOf('{');
        var close = open < 0 ? -1 : text.IndexOf('}', open + 1);
        return new SlotTag(token, written.ToString(), close > open + 1 ? text.Substring(open + 1, close - open - 1) : text);
    }

    /// <summary>Both keys have one slot, whatever the values of their parameters.</summary>
    public bool IsWith(SlotTag other) => _tag == other._tag || (_isConstant && other._isConstant && SlotOf(_tag) == SlotOf(other._tag));

    /// <summary>How the keys would be kept together.</summary>
    public string Offer(SlotTag other)
    {
        var shared = Placeholders(_token).Intersect(Placeholders(other._token), StringComparer.Ordinal).FirstOrDefault();
        return shared is null
            ? "give both the same hash tag, a part in literal braces: '{{tag}}:…'"
            : $"put what they share into a hash tag: '{{{{{{{shared}}}}}}}' in place of '{{{shared}}}' in both";
    }

    /// <summary>The placeholder that would be a tag of all these keys; null where they share none, or one has a tag of its own.</summary>
    public static string? Shared(IEnumerable<TemplateToken> keys)
    {
        var own = keys.ToArray();
        return own.Any(static key => key.Parts.Any(static part => part.Literal?.IndexOfAny(['{', '}']) >= 0))
            ? null
            : own.Select(Placeholders).Aggregate(static (shared, next) => shared.Intersect(next, StringComparer.Ordinal)).FirstOrDefault();
    }

    private static IEnumerable<string> Placeholders(TemplateToken token) =>
        token.Parts.Select(static part => part.Placeholder?.Expression).OfType<string>();

    /// <summary>CRC16 (XMODEM) modulo the number of slots.</summary>
    private static int SlotOf(string tag)
    {
        var sum = 0;
        foreach (var value in Encoding.UTF8.GetBytes(tag))
        {
            sum ^= value << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = ((sum & 0x8000) != 0 ? (sum << 1) ^ 0x1021 : sum << 1) & 0xFFFF;
            }
        }

        return sum % Slots;
    }
}
