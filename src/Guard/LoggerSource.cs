using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RedisSafety;

/// <summary>The logger to use now: the configured one, or that of the host that started last and still runs.</summary>
internal sealed class LoggerSource
{
    private const string Category = "RedisSafety.Guard";

    private readonly object _lock = new();
    private readonly List<Func<ILoggerFactory?>> _hosts = [];

    public ILoggerFactory? Configured { get; set; }

    public ILogger Current
    {
        get
        {
            try
            {
                return (Configured ?? OfHost())?.CreateLogger(Category) ?? NullLogger.Instance;
            }
            catch (Exception disposed) when (disposed is ObjectDisposedException or InvalidOperationException)
            {
                // The host ends at this moment.
                return NullLogger.Instance;
            }
        }
    }

    public IDisposable Add(Func<ILoggerFactory?> host)
    {
        lock (_lock)
        {
            _hosts.Add(host);
        }

        return new Registration(this, host);
    }

    private ILoggerFactory? OfHost()
    {
        Func<ILoggerFactory?>? host;
        lock (_lock)
        {
            host = _hosts.Count == 0 ? null : _hosts[_hosts.Count - 1];
        }

        return host?.Invoke();
    }

    private sealed class Registration(LoggerSource source, Func<ILoggerFactory?> host) : IDisposable
    {
        public void Dispose()
        {
            lock (source._lock)
            {
                source._hosts.Remove(host);
            }
        }
    }
}
