using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RedisSafety.Guard.Tests;

/// <summary>What the guard measured since this was made.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, Dictionary<string, string?> Tags)> _all = [];

    public Measurements()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RedisSafety.Guard")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        _listener.Start();
    }

    public int Started => _all.Count(static one => one.Instrument == "redissafety.guard.repairs.started");

    public int Reconnects => _all.Count(static one => one.Instrument == "redissafety.guard.reconnects");

    public int Ended(string outcome) =>
        _all.Count(one => one.Instrument == "redissafety.guard.repair.duration" && one.Tags["outcome"] == outcome);

    public IEnumerable<string?> Connections => _all.Select(static one => one.Tags["connection"]).Distinct();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var copy = new Dictionary<string, string?>();
        foreach (var (name, value) in tags)
        {
            copy[name] = value?.ToString();
        }

        _all.Enqueue((instrument.Name, copy));
    }
}
