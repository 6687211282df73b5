using System.Globalization;
using RedisSafety.CodeGeneration;
using RedisSafety.Lab;
using RedisSafety.Lab.Servers;
using StackExchange.Redis;

namespace RedisSafety.Runtime.Tests.Failovers;

/// <summary>
/// Every kind of call at once, each write with a number of its own, so that afterwards the data tell which were applied and how often:
/// the set and the counters of Jepsen's tests.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    /// <summary>One hash tag: in a cluster all keys stand in the shard that fails over.</summary>
    public const string Tag = "{shop}";

    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(40);

    private const string SetKey = Tag + ":set";
    private const string CounterKey = Tag + ":counters";
    private const string OnceKey = Tag + ":once";
    private const string FirstKey = Tag + ":first";
    private const string SecondKey = Tag + ":second";
    private const string ScriptKey = Tag + ":script";
    private const string ReadKey = Tag + ":read";

    // A replica that starts over from a copy need not have the value yet.
    private static readonly string?[] MayBeRead = ["value", null];

    // What is read is there from the beginning, on the replica as well: it dies with no primary.
    private static readonly RedisOperation<bool, RedisResult, int> WaitForReplica = new(
        "WAIT", RedisRoute.Primary, CommandFlags.CommandRetryWriteLastWins,
        static (database, _, flags) => database.ExecuteAsync("WAIT", [1, 1_500], flags),
        static (reply, _) => (int)reply == 1 ? 1 : throw new InvalidOperationException("The replica does not follow."))
    { Key = static _ => ReadKey };

    private static readonly RedisOperation<string, long, long> Increment = new(
        "HINCRBY", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, field, flags) => database.HashIncrementAsync(CounterKey, field, 1, flags),
        static (reply, _) => reply)
    { Key = static _ => CounterKey };

    private static readonly RedisOperation<string, bool, bool> Transaction = new(
        "EXEC", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, field, flags) =>
        {
            // A transaction can be executed once, so each sending makes its own.
            var transaction = ((IDatabase)database).CreateTransaction();
            _ = transaction.HashIncrementAsync(FirstKey, field);
            _ = transaction.HashIncrementAsync(SecondKey, field);
            return transaction.ExecuteAsync(flags);
        },
        static (reply, _) => reply)
    { Key = static _ => FirstKey };

    private static readonly RedisOperation<string, RedisResult, long> Script = new(
        "EVAL", RedisRoute.Primary, CommandFlags.CommandRetryWriteAccumulating,
        static (database, field, flags) => database.ScriptEvaluateAsync(
            "return redis.call('HINCRBY', KEYS[1], ARGV[1], 1)", [ScriptKey], [field], flags),
        static (reply, _) => (long)reply)
    { Key = static _ => ScriptKey };

    private readonly CancellationTokenSource _stop = new();
    private readonly Kind[] _kinds;
    private readonly Task[] _running;
    private readonly Dictionary<string, int> _before = [];

    private History(RedisRouter router)
    {
        var once = OnceCalls.Operation("HINCRBY");
        _kinds =
        [
            new("read", false, async _ => Assert.Contains(await router.ExecuteAsync(Calls.Get, ReadKey), MayBeRead)),
            new("own read", false, async _ => Assert.Equal("value", await router.ExecuteAsync(Calls.GetOwn, ReadKey))),
            new("idempotent", false, number => router.ExecuteAsync(Calls.AddMember, (SetKey, Field(number)))),
            new("accumulating", true, number => router.ExecuteAsync(Increment, Field(number))),
            new("once", false, number => router.ExecuteAsync(
                once, new RedisCommandLine(3).AddKey(OnceKey).Value(number).Value(1).OncePer(number, router))),
            new("transaction", true, number => router.ExecuteAsync(Transaction, Field(number))),
            new("script", true, number => router.ExecuteAsync(Script, Field(number))),
        ];
        _running = Array.ConvertAll(_kinds, kind => Task.Run(() => kind.RunAsync(_stop.Token)));
    }

    public static async Task<History> StartAsync(RedisRouter router)
    {
        await router.ExecuteAsync(Calls.Set, (ReadKey, "value"));
        await router.ExecuteAsync(WaitForReplica, true);
        var history = new History(router);
        await history.HasGrownAsync();
        return history;
    }

    /// <summary>Waits until calls of each kind have been acknowledged anew.</summary>
    public async Task HasGrownAsync()
    {
        foreach (var kind in _kinds)
        {
            var before = kind.Count;
            await Until.TrueAsync(
                $"calls of the kind '{kind.Name}' are acknowledged; so far {string.Join("; ", kind.Unexpected.Select(failure => failure.Message).Distinct())}",
                () => kind.Count > before + 3 || _running.Any(run => run.IsFaulted),
                Budget);
        }
    }

    /// <summary>From here on, what is acknowledged was acknowledged by the new primary alone.</summary>
    public void Promoted()
    {
        foreach (var kind in _kinds)
        {
            // The one that was under way may have been answered by the old one.
            _before[kind.Name] = kind.Count + 1;
        }
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(Budget + TimeSpan.FromSeconds(10));
    }

    /// <summary>Holds the data against the history.</summary>
    /// <param name="primary">The server whose data count.</param>
    /// <param name="nothingLost">Whether the servers lost nothing, so that everything acknowledged has to be there; otherwise all since the promotion.</param>
    public async Task AssertAsync(RedisServer primary, bool nothingLost)
    {
        Assert.All(_kinds, kind => Assert.Empty(kind.Unexpected));
        var database = await primary.ConnectAsync();
        AssertThere("idempotent", (await database.SetMembersAsync(SetKey)).Select(static member => (string)member!).ToHashSet());
        foreach (var (kind, key) in new[] { ("accumulating", CounterKey), ("once", OnceKey), ("transaction", FirstKey), ("script", ScriptKey) })
        {
            var counters = await database.HashGetAllAsync(key);
            Assert.DoesNotContain(counters, static counter => counter.Value != 1);
            AssertThere(kind, counters.Select(static counter => (string)counter.Name!).ToHashSet());
        }

        // A transaction is applied whole or not at all.
        Assert.Equal(
            (await database.HashKeysAsync(FirstKey)).Select(static field => (string)field!).Order(),
            (await database.HashKeysAsync(SecondKey)).Select(static field => (string)field!).Order());

        void AssertThere(string name, HashSet<string> there)
        {
            var acknowledged = _kinds.Single(kind => kind.Name == name).Acknowledged;
            var missing = acknowledged.Skip(nothingLost ? 0 : _before[name]).Where(number => !there.Contains(Field(number)));
            Assert.True(!missing.Any(), $"Acknowledged and not there, of the kind '{name}': {string.Join(", ", missing)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static string Field(int number) => number.ToString(CultureInfo.InvariantCulture);
}
