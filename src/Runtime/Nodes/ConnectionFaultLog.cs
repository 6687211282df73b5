using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>
/// Takes the faults of a connection from StackExchange.Redis's log. Its events report only the first fault after a success: when a password
/// has changed, the connection is lost first, and the refusal follows.
/// </summary>
#pragma warning disable CA2213 // The inner factory belongs to the user.
internal sealed class ConnectionFaultLog(ILoggerFactory? inner, Action<Exception> record) : ILoggerFactory
#pragma warning restore CA2213
{
    public ILogger CreateLogger(string categoryName) => new Logger(inner?.CreateLogger(categoryName) ?? NullLogger.Instance, record);

    public void AddProvider(ILoggerProvider provider) => inner?.AddProvider(provider);

    public void Dispose()
    {
    }

    private sealed class Logger(ILogger inner, Action<Exception> record) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Error || inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is RedisConnectionException fault)
            {
                record(fault);
            }

            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
