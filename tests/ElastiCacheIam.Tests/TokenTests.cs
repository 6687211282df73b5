using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using RedisSafety.Signing;
using StackExchange.Redis;

namespace RedisSafety.ElastiCacheIam.Tests;

public sealed class TokenTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void A_token_is_a_request_to_connect_for_a_quarter_of_an_hour()
    {
        var token = Tokens(new("AKID", "SECRET", "a/session+token=")).Current;

        Assert.StartsWith("shop/?Action=connect&User=app&X-Amz-Algorithm=AWS4-HMAC-SHA256", token, StringComparison.Ordinal);
        Assert.Contains("&X-Amz-Credential=AKID%2F20260102%2Fus-east-1%2Felasticache%2Faws4_request&", token, StringComparison.Ordinal);
        Assert.Contains("&X-Amz-Date=20260102T030405Z&X-Amz-Expires=900&", token, StringComparison.Ordinal);
        Assert.Contains("&X-Amz-Security-Token=a%2Fsession%2Btoken%3D&", token, StringComparison.Ordinal);
        Assert.DoesNotContain("http", token, StringComparison.Ordinal);
    }

    [Fact]
    public void A_serverless_cache_is_named_as_one() => Assert.StartsWith(
        "shop/?Action=connect&ResourceType=ServerlessCache&User=app&", Tokens(isServerless: true).Current, StringComparison.Ordinal);

    [Fact]
    public void A_token_is_signed_again_long_before_it_expires()
    {
        var tokens = Tokens();
        var first = tokens.Current;
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(first, tokens.Current);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotEqual(first, tokens.Current);
    }

    [Fact]
    public async Task A_reconnect_authenticates_with_a_new_token_and_so_does_a_connection_that_stands()
    {
        await using var server = await RedisServer.StartAsync();
        var tokens = Tokens();
        await AcceptAsync(server, tokens.Current);
        var options = ConfigurationOptions.Parse(server.Endpoint + ",abortConnect=false");
        options.UseElastiCacheIam("app", "shop", "us-east-1", iam =>
        {
            iam.Credentials = new BasicAWSCredentials("AKID", "SECRET");
            iam.TimeProvider = _time;
        });
        options.Ssl = false;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        await using var client = await ConnectionMultiplexer.ConnectAsync(options);
        Assert.Equal("app", (string?)await client.GetDatabase().ExecuteAsync("ACL", "WHOAMI"));

        _time.Advance(TimeSpan.FromMinutes(20));
        await AcceptAsync(server, tokens.Current);
        await server.ExecuteAsync("CLIENT", "KILL", "USER", "app");
        await Until.TrueAsync("it is back with another token", async () =>
            (string?)await client.GetDatabase().ExecuteAsync("ACL", "WHOAMI") == "app");

        var asked = await AuthenticationsAsync(server);
        _time.Advance(TimeSpan.FromHours(6));
        await AcceptAsync(server, tokens.Current);
        await Until.TrueAsync("it has authenticated again", async () => await AuthenticationsAsync(server) > asked);
    }

    [Theory]
    [InlineData("", "shop", "us-east-1")]
    [InlineData("app", " ", "us-east-1")]
    [InlineData("app", "shop", "")]
    [InlineData("app", "shop.abc.use1.cache.amazonaws.com:6379", "us-east-1")]
    public void Wrong_names_are_refused(string user, string cacheName, string region) =>
        Assert.Throws<ArgumentException>(() => new ConfigurationOptions().UseElastiCacheIam(user, cacheName, region));

    [Fact]
    public void Settings_of_the_former_provider_stay()
    {
        var options = ConfigurationOptions.Parse("shop.example:6379");
        var before = (options.ConnectTimeout, options.AbortOnConnectFail, options.KeepAlive, options.TieBreaker);

        options.UseElastiCacheIam("app", "shop", "us-east-1");

        Assert.True(options.Ssl);
        Assert.Equal(before, (options.ConnectTimeout, options.AbortOnConnectFail, options.KeepAlive, options.TieBreaker));
    }

    private TokenSource Tokens(ImmutableCredentials? credentials = null, bool isServerless = false) =>
        new(() => credentials ?? new("AKID", "SECRET", null), "app", "shop", "us-east-1", isServerless, _time);

    private static Task AcceptAsync(RedisServer server, string token) =>
        server.ExecuteAsync("ACL", "SETUSER", "app", "reset", "on", ">" + token, "~*", "&*", "+@all");

    private static async Task<long> AuthenticationsAsync(RedisServer server)
    {
        var line = ((string?)await server.ExecuteAsync("INFO", "commandstats"))!.Split('\n')
            .FirstOrDefault(static line => line.StartsWith("cmdstat_auth:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split("calls=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
