using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Storefront.Morning;

/// <summary>Listens to the meter of RedisSafety, as a metrics exporter would.</summary>
internal sealed class Traffic : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public Traffic()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "RedisSafety")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, measured, tags, _) =>
        {
            var name = instrument.Name;
            foreach (var tag in tags)
            {
                name += $" {tag.Key}={tag.Value}";
            }

            _counts.AddOrUpdate(name, measured, (_, count) => count + measured);
        });
        _listener.Start();
    }

    /// <summary>The sum of an instrument's measurements that have a tag of this value; of all where none is given.</summary>
    public long Count(string instrument, string? tag = null) => _counts
        .Where(count => count.Key.Split(' ') is [var name, .. var tags] && name == instrument && (tag is null || tags.Contains(tag)))
        .Sum(static count => count.Value);

    public void Dispose() => _listener.Dispose();
}
