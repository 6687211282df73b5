using System.Diagnostics;

namespace RedisSafety.Benchmarks.Staleness;

/// <summary>
/// A visitor of the shop: 95 reads to 5 writes of keys by their popularity, and a read of each key that it wrote within half a second
/// after.
/// </summary>
internal sealed class Visitor(Client client, Popularity popularity, int number)
{
    private const double Writes = 0.05;
    private static readonly TimeSpan ReadsItsWriteWithin = TimeSpan.FromMilliseconds(500);

    // What a request does before it asks for the next thing.
    private const int ThinksAtMostMs = 20;

    private readonly Random _random = new(number);
    private readonly Dictionary<string, long> _written = [];
    private readonly PriorityQueue<string, long> _toRead = new();

    public int Number { get; } = number;

    public List<double> ReadTimes { get; } = [];

    public List<double> WriteTimes { get; } = [];

    public int Stale { get; private set; }

    public int ByReplica { get; private set; }

    /// <summary>When it last wrote, for systems that remember it.</summary>
    public long WroteAt { get; set; }

    /// <summary>The place of its last write of each key in the replication stream, for the oracle.</summary>
    public Dictionary<string, long> Offsets { get; } = [];

    public async Task RunAsync(CancellationToken stop)
    {
        using var session = client.Begin();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(_random.Next(ThinksAtMostMs + 1), CancellationToken.None);
            if (_toRead.TryPeek(out var own, out var due) && due <= Stopwatch.GetTimestamp())
            {
                _toRead.Dequeue();
                await ReadAsync(own);
            }
            else if (_random.NextDouble() < Writes)
            {
                await WriteAsync(popularity.Next(_random));
            }
            else
            {
                await ReadAsync(popularity.Next(_random));
            }
        }
    }

    private async Task WriteAsync(string key)
    {
        var startedAt = Stopwatch.GetTimestamp();
        _written[key] = await client.WriteAsync(this, key);
        WriteTimes.Add(Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds);
        _toRead.Enqueue(key, Stopwatch.GetTimestamp() + (long)(_random.NextDouble() * ReadsItsWriteWithin.TotalSeconds * Stopwatch.Frequency));
    }

    private async Task ReadAsync(string key)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var (value, byReplica) = await client.ReadAsync(this, key);
        ReadTimes.Add(Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds);
        Stale += value < _written.GetValueOrDefault(key) ? 1 : 0;
        ByReplica += byReplica ? 1 : 0;
    }
}
