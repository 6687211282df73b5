using RedisSafety.Lab.Network;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Repetition;

/// <summary>A server behind a way that loses replies, a router over that way, and a connection beside it.</summary>
public sealed class LossyServer : IAsyncLifetime
{
    /// <summary>A library of functions, as set-ups name it.</summary>
    public const string Library = "#!lua name=kept\nredis.register_function('f', function() return 1 end)";

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

    /// <summary>The commands that the client library and the router send for themselves.</summary>
    private static readonly string[] NotOfCalls =
        ["PING", "ECHO", "INFO", "CLUSTER", "CLIENT", "CONFIG", "ROLE", "HELLO", "AUTH", "SELECT", "SUBSCRIBE", "SCRIPT", "SENTINEL", "COMMAND"];

    /// <summary>Loses the reply to the next command of a call.</summary>
    public void LoseNextCall() => Link.LoseNext(static tokens => !NotOfCalls.Contains(System.Text.Encoding.UTF8.GetString(tokens[0]), StringComparer.OrdinalIgnoreCase));

    /// <summary>Makes the data again: a command a line, its words separated by blanks.</summary>
    public async Task PrepareAsync(IEnumerable<string> commands)
    {
        await Beside.ExecuteAsync("FLUSHALL");
        await Beside.ExecuteAsync("FUNCTION", "FLUSH");
        foreach (var command in commands)
        {
            var words = command.Split(' ');
            await Beside.ExecuteAsync(words[0], [.. words.Skip(1).Select(word => word == "{library}" ? Library : (object)word)]);
        }
    }

    public Task<string> SnapshotAsync() => DataSnapshot.OfAsync(Beside.Multiplexer);

    /// <summary>
    /// Makes a call once without a loss and once with its first reply lost, each on the same data, and holds the second against the
    /// first: the same data, and the same answer or a refusal that says that the call may have been applied.
    /// </summary>
    /// <param name="setUp">The commands that make the data.</param>
    /// <param name="losing">The commands that are sent for the call; the reply to the first of them is lost. None: the first of any.</param>
    /// <param name="call">Makes the call and gives its answer as text.</param>
    /// <param name="normalize">Takes out of answer and data what differs from call to call.</param>
    /// <returns>The refusal; <see langword="null"/> where the call was answered.</returns>
    public async Task<RedisUnavailableException?> CompareAsync(
        IEnumerable<string> setUp, string[] losing, Func<Task<string>> call, Func<string, string>? normalize = null)
    {
        normalize ??= static text => text;
        await PrepareAsync(setUp);
        var expected = normalize(await call());
        var data = normalize(await SnapshotAsync());
        await PrepareAsync(setUp);
        var lost = Link.Lost;
        if (losing.Length > 0)
        {
            Link.LoseNext(losing);
        }
        else
        {
            LoseNextCall();
        }

        try
        {
            var answer = normalize(await call());
            Assert.Equal(lost + 1, Link.Lost);
            Assert.Equal(data, normalize(await SnapshotAsync()));
            Assert.Equal(expected, answer);
            return null;
        }
        catch (RedisUnavailableException refusal)
        {
            Assert.Equal(lost + 1, Link.Lost);
            Assert.True(refusal.MayHaveBeenApplied);
            Assert.Equal(data, normalize(await SnapshotAsync()));
            return refusal;
        }
        finally
        {
            Link.LoseNothing();
        }
    }
}
