using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Repetition;

/// <summary>A server behind a way that loses replies, a router over that way, and a connection beside it.</summary>
public sealed class LossyServer : IAsyncLifetime
{
    public RedisServer Server { get; private set; } = null!;

    public LostReplyLink Link { get; private set; } = null!;

    public RedisRouter Router { get; private set; } = null!;

    public IDatabase Beside { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RedisServer.StartAsync();
        Link = new LostReplyLink(Server);
        Router = await RedisRouter.ConnectAsync(Link.Endpoint + ",allowAdmin=true");
        Beside = await Server.ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Router.DisposeAsync();
        await Link.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Makes the data anew: a command a line, its words separated by blanks.</summary>
    public async Task PrepareAsync(IEnumerable<string> commands)
    {
        await Beside.ExecuteAsync("FLUSHALL");
        await Beside.ExecuteAsync("FUNCTION", "FLUSH");
        foreach (var command in commands)
        {
            var words = command.Split(' ');
            await Beside.ExecuteAsync(words[0], [.. words.Skip(1)]);
        }
    }

    public Task<string> SnapshotAsync() => DataSnapshot.OfAsync(Beside.Multiplexer);

    /// <summary>
    /// Makes a call once without a loss and once with its first reply lost, each on the same data, and holds the second against the
    /// first: the same data, and the same answer or a refusal that says that the call may have been applied.
    /// </summary>
    /// <param name="setUp">The commands that make the data.</param>
    /// <param name="losing">The commands that are sent for the call; the reply to the first of them is lost.</param>
    /// <param name="call">Makes the call and gives its answer as text.</param>
    /// <returns>The refusal; <see langword="null"/> where the call was answered.</returns>
    public async Task<RedisUnavailableException?> CompareAsync(IEnumerable<string> setUp, string[] losing, Func<Task<string>> call)
    {
        await PrepareAsync(setUp);
        var expected = await call();
        var data = await SnapshotAsync();
        await PrepareAsync(setUp);
        var lost = Link.Lost;
        Link.LoseNext(losing);
        try
        {
            var answer = await call();
            Assert.Equal(lost + 1, Link.Lost);
            Assert.Equal(data, await SnapshotAsync());
            Assert.Equal(expected, answer);
            return null;
        }
        catch (RedisUnavailableException refusal)
        {
            Assert.Equal(lost + 1, Link.Lost);
            Assert.True(refusal.MayHaveBeenApplied);
            Assert.Equal(data, await SnapshotAsync());
            return refusal;
        }
        finally
        {
            Link.LoseNothing();
        }
    }
}
