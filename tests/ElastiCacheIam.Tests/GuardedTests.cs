using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using RedisSafety.Lab;
using RedisSafety.Lab.Network;
using RedisSafety.Signing;
using StackExchange.Redis;

namespace RedisSafety.ElastiCacheIam.Tests;

/// <summary>Connections with tokens under the guard.</summary>
public sealed class GuardedTests
{
    [Fact]
    public async Task A_connection_is_repaired_with_a_new_token_after_the_first_has_expired()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var credentials = new BasicAWSCredentials("AKID", "SECRET");
        var tokens = new TokenSource(credentials.GetCredentials, "app", "shop", "us-east-1", false, time);
        await using var nodes = await ReplicatedDeployment.StartAsync();
        await using var name = new MovingName(nodes.Primary);
        await AcceptAsync(nodes, tokens.Current);
        RedisFailoverGuard.Install();
        try
        {
            var options = ConfigurationOptions.Parse(name.Endpoint);
            options.UseElastiCacheIam("app", "shop", "us-east-1", iam => (iam.Credentials, iam.TimeProvider) = (credentials, time));
            options.Ssl = false;
            await using var client = await ConnectionMultiplexer.ConnectAsync(options);
            await client.GetDatabase().StringSetAsync("key", 1);
            Assert.Equal(1, RedisFailoverGuard.WatchedConnections);

            time.Advance(TimeSpan.FromMinutes(20));
            await AcceptAsync(nodes, tokens.Current);
            await nodes.SwapAsync();
            name.MoveTo(nodes.Primary);

            await Until.TrueAsync("a write is taken", async () => await client.GetDatabase().StringSetAsync("key", 2));
            Assert.Equal("app", (string?)await client.GetDatabase().ExecuteAsync("ACL", "WHOAMI"));
        }
        finally
        {
            RedisFailoverGuard.Remove();
        }
    }

    private static Task AcceptAsync(ReplicatedDeployment nodes, string token) => Task.WhenAll(nodes.Servers.Select(server =>
        server.ExecuteAsync("ACL", "SETUSER", "app", "reset", "on", ">" + token, "~*", "&*", "+@all")));
}
