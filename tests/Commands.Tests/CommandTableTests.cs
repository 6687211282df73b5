namespace RedisSafety.Commands.Tests;

public sealed class CommandTableTests
{
    [Theory]
    [InlineData("get", "GET")]
    [InlineData("XGroup Create", "XGROUP CREATE")]
    public void Finds_a_name_in_any_case(string name, string expected) => Assert.Equal(expected, CommandTable.Find(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("XGROUP  CREATE")]
    [InlineData(" GET")]
    [InlineData("arity")]
    [InlineData("+SET")]
    public void Finds_nothing_else(string name) => Assert.Null(CommandTable.Find(name));

    [Theory]
    [InlineData("XGROUP CREATE", "xgroup", "create", "k")]
    [InlineData("XGROUP", "XGROUP", "FLY")]
    [InlineData("XGROUP", "XGROUP", null)]
    [InlineData("GET", "GET", "CREATE")]
    [InlineData("OBJECT ENCODING", "OBJECT", "ENCODING")]
    [InlineData(null, null, "GET")]
    [InlineData(null, "XGROUP CREATE")]
    [InlineData(null)]
    public void Matches_the_longest_name(string? expected, params string?[] tokens) => Assert.Equal(expected, CommandTable.Match(tokens)?.Name);

    [Theory]
    [InlineData("HGETAL", "HGETALL")]
    [InlineData("HINCR", "HINCRBY")]
    [InlineData("hincrbuy", "HINCRBY")]
    [InlineData("GTE", "GET")]
    [InlineData("XYZZY", null)]
    [InlineData("", null)]
    public void Offers_the_nearest_name(string written, string? expected) => Assert.Equal(expected, CommandTable.Nearest(written));

    [Fact]
    public void Names_are_sorted_and_hold_what_is_newer()
    {
        Assert.Contains("GET", CommandTable.Names);
        Assert.Contains("HEXPIRE", CommandTable.Names);
        Assert.Equal(CommandTable.Names.Order(StringComparer.Ordinal), CommandTable.Names);
    }
}
