using System.Globalization;
using System.Net;
using RedisSafety.Nodes;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Monitoring;

/// <summary>
/// Asks Sentinels which node is the primary and which nodes belong to the deployment. Each Sentinel has a loop of its own; the answer of one
/// that is out of reach no longer counts.
/// </summary>
internal sealed class SentinelWatch : IAsyncDisposable
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(20);

    private readonly ConfigurationOptions _configuration;
    private readonly string _serviceName;
    private readonly TimeSpan _answerWithin;
    private readonly TimeProvider _time;
    private readonly Func<TimeSpan> _interval;
    private readonly Action<IReadOnlyCollection<SentinelAnswer>> _answered;
    private readonly object _lock = new();
    private readonly Dictionary<string, SentinelAnswer> _answers = new(StringComparer.Ordinal);
    private readonly List<Signal> _pokes = [];
    private ConnectionMultiplexer? _connection;
    private Exception? _fault;

    /// <param name="configuration">The endpoints of the Sentinels, and how they are connected to.</param>
    /// <param name="serviceName">The name of the deployment.</param>
    /// <param name="answerWithin">How long an answer may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="interval">How long to wait between two questions.</param>
    /// <param name="answered">Gets the answers that count, each time that one of them has changed.</param>
    public SentinelWatch(
        ConfigurationOptions configuration,
        string serviceName,
        TimeSpan answerWithin,
        TimeProvider time,
        Func<TimeSpan> interval,
        Action<IReadOnlyCollection<SentinelAnswer>> answered)
    {
        _configuration = configuration;
        _serviceName = serviceName;
        _answerWithin = answerWithin;
        _time = time;
        _interval = interval;
        _answered = answered;
    }

    /// <summary>Why the last Sentinel did not answer; <see langword="null"/> if the last one did.</summary>
    public Exception? Fault => Volatile.Read(ref _fault);

    /// <summary>Asks until <paramref name="stop"/> is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var connecting = OwnConnection.OpenAsync(_configuration);
        try
        {
            _connection = await connecting.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await DisposeLateAsync(connecting).ConfigureAwait(false);
            throw;
        }

        await Task.WhenAll(Array.ConvertAll(_connection.GetServers(), sentinel => AskAsync(sentinel, stop))).ConfigureAwait(false);
    }

    /// <summary>Asks all Sentinels now instead of at the end of the interval.</summary>
    public void Poke()
    {
        lock (_lock)
        {
            _pokes.ForEach(static poke => poke.Raise());
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task DisposeLateAsync(Task<ConnectionMultiplexer> connecting)
    {
        try
        {
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (RedisException)
        {
        }
    }

    private static EndPoint? EndPointOf(Dictionary<string, string> fields)
    {
        if (!fields.TryGetValue("ip", out var host) || host.Length == 0 || !fields.TryGetValue("port", out var text)
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        return IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
    }

    private static bool Has(Dictionary<string, string> fields, string flag) =>
        fields.TryGetValue("flags", out var flags) && flags.Split(',').Contains(flag);

    private static Dictionary<string, string> Fields(KeyValuePair<string, string>[] pairs)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            fields[name] = value;
        }

        return fields;
    }

    private async Task AskAsync(IServer sentinel, CancellationToken stop)
    {
        var name = NodeName.Of(sentinel.EndPoint);
        var poke = new Signal(_time);
        lock (_lock)
        {
            _pokes.Add(poke);
        }

        while (true)
        {
            var askedAt = _time.GetTimestamp();
            try
            {
                var primary = sentinel.SentinelMasterAsync(_serviceName);
                var replicas = sentinel.SentinelReplicasAsync(_serviceName);
                await Task.WhenAll(primary, replicas).WithinAsync(_answerWithin, _time, stop).ConfigureAwait(false);
                Set(name, Read(name, await primary.ConfigureAwait(false), await replicas.ConfigureAwait(false)));
                Volatile.Write(ref _fault, null);
            }
            catch (Exception fault) when (fault is RedisException or TimeoutException)
            {
                Volatile.Write(ref _fault, fault);
                Set(name, null);
            }

            await poke.WaitAsync(_interval(), stop).ConfigureAwait(false);
            var early = ShortestInterval - _time.GetElapsedTime(askedAt);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, _time, stop).ConfigureAwait(false);
            }
        }
    }

    private void Set(string sentinel, SentinelAnswer? answer)
    {
        SentinelAnswer[] all;
        lock (_lock)
        {
            if (answer is null)
            {
                _answers.Remove(sentinel);
            }
            else
            {
                _answers[sentinel] = answer;
            }

            all = [.. _answers.Values];
        }

        _answered(all);
    }

    private static SentinelAnswer? Read(string sentinel, KeyValuePair<string, string>[] primary, KeyValuePair<string, string>[][] replicas)
    {
        var fields = Fields(primary);
        if (EndPointOf(fields) is not { } endpoint)
        {
            return null;
        }

        var epoch = fields.TryGetValue("config-epoch", out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var others = Array.ConvertAll(replicas, static replica => Fields(replica));
        var promoted = Array.Find(others, static replica => Has(replica, "promoted"));
        return new(sentinel, NodeName.Of(endpoint), epoch)
        {
            IsFailingOver = Has(fields, "failover_in_progress"),
            IsDown = Has(fields, "o_down"),
            Promoted = promoted is not null && EndPointOf(promoted) is { } named ? NodeName.Of(named) : null,
            Members = [endpoint, .. others.Select(EndPointOf).OfType<EndPoint>()],
        };
    }
}
