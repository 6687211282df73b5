using System.Globalization;
using StackExchange.Redis;

namespace RedisSafety.Soak;

/// <summary>
/// One sequence of calls on keys of its own, each write with a number of its own, and the history of what was acknowledged: the registers,
/// counters and sets of Jepsen's tests.
/// </summary>
internal sealed class Visitor(RedisRouter router, string name, int seed)
{
    private const int Registers = 4;

    /// <summary>The number of elements of the set that is scanned.</summary>
    public const int Elements = 2_000;

    private readonly Store _store = new(router);
    private readonly Random _random = new(seed);
    private readonly long[] _acknowledged = new long[Registers];
    private readonly long[] _issued = new long[Registers];
    private readonly long[] _seen = new long[Registers];
    private readonly List<long> _added = [];
    private readonly List<long> _once = [];
    private readonly List<long> _onceInDoubt = [];
    private long _counted;
    private long _countedPerhaps;
    private long _number;

    /// <summary>The calls that were made.</summary>
    public long Calls { get; private set; }

    /// <summary>The calls that failed, which a caller can handle.</summary>
    public long Failed { get; private set; }

    /// <summary>What breaks a promise.</summary>
    public List<string> Violations { get; } = [];

    private string Counter => $"{{{name}}}:counter";

    private string Set => $"{{{name}}}:set";

    private string Hash => $"{{{name}}}:hash";

    private string Scanned => $"{{{name}}}:scanned";

    public Task PrepareAsync() => _store.FillAsync(Scanned, [.. Enumerable.Range(0, Elements).Select(static element => (long)element)]);

    public async Task RunAsync(CancellationToken stop)
    {
        using var session = router.StartSession();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await StepAsync();
            }
            catch (RedisUnavailableException)
            {
                Failed++;
            }
        }
    }

    /// <summary>Compares what is there in the end with what was acknowledged.</summary>
    /// <param name="primary">The server whose data count.</param>
    public async Task CheckAsync(IDatabase primary)
    {
        for (var i = 0; i < Registers; i++)
        {
            var value = (long?)await primary.StringGetAsync(Register(i)) ?? 0;
            Require(value >= _acknowledged[i] && value <= _issued[i], $"lost: {Register(i)} is {value}, {_acknowledged[i]} was acknowledged");
        }

        var counter = (long?)await primary.StringGetAsync(Counter) ?? 0;
        Require(counter >= _counted, $"lost: {Counter} is {counter}, {_counted} were acknowledged");
        Require(counter <= _counted + _countedPerhaps, $"doubled: {Counter} is {counter}, {_counted} to {_counted + _countedPerhaps} were applied");
        var members = (await primary.SetMembersAsync(Set)).Select(static member => (long)member).ToHashSet();
        var missing = _added.Count(element => !members.Contains(element));
        Require(missing == 0, $"lost: {missing} of {_added.Count} elements of {Set}");
        var fields = (await primary.HashGetAllAsync(Hash)).ToDictionary(static field => (long)field.Name, static field => (long)field.Value);
        Require(fields.Values.All(static value => value == 1), $"doubled: {fields.Values.Count(static value => value != 1)} fields of {Hash}");
        Require(_once.TrueForAll(fields.ContainsKey), $"lost: {_once.Count(field => !fields.ContainsKey(field))} fields of {Hash}");
        Require(fields.Count <= _once.Count + _onceInDoubt.Count, $"doubled: {fields.Count} fields of {Hash}");
    }

    private string Register(int i) => string.Create(CultureInfo.InvariantCulture, $"{{{name}}}:register:{i}");

    private async Task StepAsync()
    {
        Calls++;
        var i = _random.Next(Registers);
        switch (_random.Next(2_000))
        {
            case < 500:
                _issued[i] = ++_number;
                await _store.SetAsync(Register(i), _issued[i]);
                _acknowledged[i] = _issued[i];
                break;
            case < 1_100:
                var own = await _store.GetOwnAsync(Register(i)) ?? 0;
                Require(own >= _acknowledged[i] && own <= _issued[i], $"stale: {Register(i)} was read as {own} after {_acknowledged[i]} was acknowledged");
                break;
            case < 1_400:
                var seen = await _store.GetMonotonicAsync(Register(i)) ?? 0;
                Require(seen >= _seen[i], $"non-monotonic: {Register(i)} was read as {seen} after {_seen[i]}");
                _seen[i] = Math.Max(seen, _seen[i]);
                break;
            case < 1_700:
                await CountAsync();
                break;
            case < 1_900:
                var element = ++_number;
                await _store.AddAsync(Set, element);
                _added.Add(element);
                break;
            case < 1_999:
                await CountOnceAsync(++_number);
                break;
            default:
                await ScanAsync();
                break;
        }
    }

    private async Task CountAsync()
    {
        try
        {
            await _store.IncrementAsync(Counter);
            _counted++;
        }
        catch (RedisUnavailableException failure) when (failure.MayHaveBeenApplied)
        {
            _countedPerhaps++;
            throw;
        }
    }

    private async Task CountOnceAsync(long token)
    {
        try
        {
            await _store.IncrementOnceAsync(Hash, token, token);
            _once.Add(token);
        }
        catch (RedisUnavailableException)
        {
            _onceInDoubt.Add(token);
            throw;
        }
    }

    private async Task ScanAsync()
    {
        HashSet<long> found = [];
        await foreach (var element in _store.ScanAsync(Scanned))
        {
            found.Add(element);
        }

        Require(found.Count == Elements, $"incomplete scan: {Elements - found.Count} elements of {Scanned} are missing");
    }

    private void Require(bool holds, string violation)
    {
        if (!holds)
        {
            Violations.Add(violation);
        }
    }
}
