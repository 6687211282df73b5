using Microsoft.Extensions.Logging;

namespace RedisSafety.Telemetry;

/// <summary>Makes loggers whose failing providers stop nothing. The user's factory stays the user's to dispose.</summary>
#pragma warning disable CA2213 // The inner factory belongs to its creator.
internal sealed class GuardedLoggerFactory(ILoggerFactory inner) : ILoggerFactory
#pragma warning restore CA2213
{
    public ILogger CreateLogger(string categoryName) => new GuardedLogger(inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
    }
}
