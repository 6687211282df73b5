using System.Net;
using System.Security.Cryptography;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;

namespace RedisSafety.AspNetCore.Tests;

public sealed class RedisSessionMiddlewareTests : IAsyncLifetime
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private ReplicatedDeployment _lab = null!;
    private ReplicationLink _link = null!;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_lab, var links) = await ReplicatedDeployment.StartLinkedAsync();
        _link = links[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _lab.DisposeAsync();
    }

    [Fact]
    public async Task A_visitor_sees_their_own_write_on_another_server()
    {
        await using var one = await WebServer.StartAsync(_lab.Configuration, _key);
        await using var other = await WebServer.StartAsync(_lab.Configuration, _key);
        using var visitor = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        using var stranger = new HttpClient();
        await ReadsOnReplicaAsync(stranger, other);
        await visitor.PostAsync(new Uri(one.Address, "apples"), null, Ending);

        Assert.Equal("nothing", await stranger.GetStringAsync(other.Address, Ending));
        Assert.Equal("apples", await visitor.GetStringAsync(other.Address, Ending));
        Assert.Equal("apples", await visitor.GetStringAsync(one.Address, Ending));
    }

    [Fact]
    public async Task A_response_carries_a_cookie_only_after_a_write()
    {
        await using var server = await WebServer.StartAsync(_lab.Configuration, _key);
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false });

        var read = await client.GetAsync(server.Address, Ending);
        var written = await client.PostAsync(new Uri(server.Address, "apples"), null, Ending);
        using var again = new HttpRequestMessage(HttpMethod.Get, server.Address);
        var cookie = Assert.Single(written.Headers.GetValues("Set-Cookie"));
        again.Headers.Add("Cookie", cookie.Split(';')[0]);
        var resumed = await client.SendAsync(again, Ending);

        Assert.False(read.Headers.Contains("Set-Cookie"));
        Assert.False(resumed.Headers.Contains("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(cookie.Length, 1, 200);
    }

    [Fact]
    public async Task A_header_carries_the_session_of_a_caller_without_cookies()
    {
        static void ByHeader(RedisSessionOptions options) => (options.Cookie, options.HeaderName) = (null, "X-Redis-Session");
        await using var one = await WebServer.StartAsync(_lab.Configuration, _key, ByHeader);
        await using var other = await WebServer.StartAsync(_lab.Configuration, _key, ByHeader);
        using var client = new HttpClient();
        await ReadsOnReplicaAsync(client, other);
        var written = await client.PostAsync(new Uri(one.Address, "apples"), null, Ending);

        using var request = new HttpRequestMessage(HttpMethod.Get, other.Address);
        request.Headers.Add("X-Redis-Session", Assert.Single(written.Headers.GetValues("X-Redis-Session")));
        var read = await client.SendAsync(request, Ending);

        Assert.Equal("apples", await read.Content.ReadAsStringAsync(Ending));
        Assert.False(written.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_bad_cookie_harms_nobody(string token)
    {
        await using var server = await WebServer.StartAsync(_lab.Configuration, _key);
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
        await client.PostAsync(new Uri(server.Address, "apples"), null, Ending);

        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address);
        request.Headers.Add("Cookie", $"redis-session={token}");
        var read = await client.SendAsync(request, Ending);

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Contains(await read.Content.ReadAsStringAsync(Ending), (string[])["apples", "nothing"]);
    }

    [Fact]
    public async Task A_loss_is_to_be_asked_of_the_request()
    {
        await using var server = await WebServer.StartAsync(_lab.Configuration, _key);
        using var visitor = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        _link.Cut();
        await visitor.PostAsync(new Uri(server.Address, "apples"), null, Ending);
        Assert.Equal("False", await visitor.GetStringAsync(new Uri(server.Address, "lost"), Ending));

        _lab.Primary.Kill();
        await _lab.PromoteAsync(_lab.Replicas.First());

        await Until.TrueAsync("the loss is told", async () => await visitor.GetStringAsync(new Uri(server.Address, "lost"), Ending) == "True");
    }

    /// <summary>Waits until a server reads on the replica, and holds the replica up there.</summary>
    private async Task ReadsOnReplicaAsync(HttpClient client, WebServer server)
    {
        await client.GetStringAsync(server.Address, Ending);
        await Until.TrueAsync("the replica is read", async () =>
        {
            var replica = await _lab.Replicas.First().ConnectAsync();
            var before = await ReadsAsync();
            await client.GetStringAsync(server.Address, Ending);
            return await ReadsAsync() > before;

            async Task<long> ReadsAsync() => ((string)(await replica.ExecuteAsync("INFO", "commandstats"))!)
                .Split("cmdstat_get:calls=") is [_, var calls] ? long.Parse(calls.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture) : 0;
        });
        _link.Pause();
    }
}
