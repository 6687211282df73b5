using System.Diagnostics;
using FsCheck.Xunit;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Tests.Templates;

public sealed class CommandTemplateTests
{
    [Theory]
    [InlineData("GET key", "GET|key")]
    [InlineData("  GET \t key\n", "GET|key")]
    [InlineData("GET cart:{id}", "GET|cart:+<id>")]
    [InlineData("GET {product.Id}", "GET|<product.Id>")]
    [InlineData("GET {@class}", "GET|<@class>")]
    [InlineData("GET cart:{{{shopId}}}:items", "GET|cart:{+<shopId>+}:items")]
    [InlineData("SET k {{}}", "SET|k|{}")]
    [InlineData("SET k \"\"", "SET|k|")]
    [InlineData("SET k \"a b \\\"c\\\" \\\\ \\x41\"", "SET|k|a b \"c\" \\ A")]
    [InlineData("SET k \"a {x} b\"", "SET|k|a +<x>+ b")]
    [InlineData("SET k v [EX {ttl}]", "SET|k|v|EX?|<ttl>?")]
    [InlineData("SCAN 0 [MATCH h[ae]{x}]", "SCAN|0|MATCH?|h[ae]+<x>?")]
    [InlineData("SCAN 0 MATCH h[ae]llo", "SCAN|0|MATCH|h[ae]llo")]
    [InlineData("ZRANGEBYLEX k [[a [[{b}", "ZRANGEBYLEX|k|[a|[+<b>")]
    [InlineData("SET k ключ{ид}😀", "SET|k|ключ+<ид>+😀")]
    public void Reads_tokens(string text, string expected)
    {
        var template = CommandTemplate.Parse(text);

        Assert.Empty(template.Errors);
        Assert.Equal(expected, string.Join('|', template.Tokens.Select(Describe)));
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("   ", 0, 3)]
    [InlineData(null, 0, 0)]
    [InlineData("GET {", 4, 1)]
    [InlineData("GET {id", 4, 3)]
    [InlineData("GET {}", 4, 2)]
    [InlineData("GET {1d}", 5, 2)]
    [InlineData("GET {a..b}", 5, 4)]
    [InlineData("GET {a.@b}", 5, 4)]
    [InlineData("GET {id:N}", 7, 1)]
    [InlineData("GET {id,5}", 7, 1)]
    [InlineData("GET id}", 6, 1)]
    [InlineData("GET {a b}", 4, 2)]
    [InlineData("GET \"key", 4, 4)]
    [InlineData("GET \"key\"x", 9, 1)]
    [InlineData("GET \"\\q\"", 5, 2)]
    [InlineData("GET \"\\xFF\"", 5, 2)]
    [InlineData("SET k v [EX {ttl}", 8, 1)]
    [InlineData("SET k v [EX 5]", 8, 6)]
    [InlineData("SET k v []", 8, 2)]
    [InlineData("SET k v [EX [{ttl}]]", 12, 1)]
    [InlineData("SET k v [EX {ttl}]NX", 18, 1)]
    public void Says_where_it_does_not_parse(string? text, int start, int length)
    {
        var error = CommandTemplate.Parse(text).Errors[0];

        Assert.Equal(TemplateErrorKind.Syntax, error.Kind);
        Assert.Equal((start, length), (error.Start, error.Length));
    }

    [Property(MaxTest = 2000)]
    public void Any_text_parses_and_binds_with_places_inside_it(string? text) => CheckPlaces(text);

    [Property(MaxTest = 3000)]
    public void Any_text_of_the_grammar_s_own_signs_parses_with_places_inside_it(byte[] picks)
    {
        string[] signs = ["{", "}", "[", "]", "\"", "\\", " ", "GET", "SET", "ZADD", "x", ".", "{id}", "EX", "1", "\ud800", "\udc00", "😀", "@", "\0"];
        CheckPlaces(string.Concat(picks.Select(pick => signs[pick % signs.Length])));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("\"")]
    [InlineData("{a}")]
    [InlineData("[EX {t}] ")]
    [InlineData("x")]
    [InlineData("x ")]
    [InlineData("a.")]
    public void A_huge_text_takes_bounded_time(string piece)
    {
        var text = "ZADD k " + string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));
        var watch = Stopwatch.StartNew();

        CheckPlaces(text);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    private static void CheckPlaces(string? text)
    {
        var template = CommandTemplate.Parse(text);
        var length = template.Text.Length;
        var position = 0;
        foreach (var token in template.Tokens)
        {
            Assert.InRange(token.Start, position, length - token.Length);
            Assert.True(template.Text[position..token.Start].All(static skipped => char.IsWhiteSpace(skipped) || skipped is '[' or ']'));
            var partPosition = token.Start;
            foreach (var part in token.Parts)
            {
                Assert.InRange(part.Start, partPosition, token.Start + token.Length - part.Length);
                partPosition = part.Start + part.Length;
                if (part.Placeholder is { } placeholder)
                {
                    Assert.Equal(placeholder.Expression, template.Text.Substring(placeholder.Start, placeholder.Expression.Length));
                    Assert.Equal(placeholder.ToString(), template.Text.Substring(part.Start, part.Length));
                }
            }

            position = token.Start + token.Length;
        }

        foreach (var error in TemplateBinding.Bind(template).Errors)
        {
            Assert.InRange(error.Start, 0, length);
            Assert.InRange(error.Length, 0, length - error.Start);
        }
    }

    private static string Describe(TemplateToken token) =>
        string.Join('+', token.Parts.Select(static part => part.Placeholder is { } placeholder ? $"<{placeholder.Expression}>" : part.Literal))
        + (token.Group >= 0 ? "?" : "");
}
