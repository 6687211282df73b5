using RedisSafety.Repairs;
using StackExchange.Redis;

namespace RedisSafety.Providers;

/// <summary>
/// The time after which StackExchange.Redis tries a connection again, and gives up one that is still being made. It asks the same for
/// both: short, because a name that moves is seen by the next attempt only; growing, because a TLS handshake with a server that
/// all clients come back to takes longer.
/// </summary>
internal sealed class ReconnectPace : IReconnectRetryPolicy
{
    private const double FirstMilliseconds = 250;
    private const double StepMilliseconds = 50;
    private const double LimitMilliseconds = 1000;

    public static ReconnectPace Instance { get; } = new();

    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) =>
        timeElapsedMillisecondsSinceLastRetry >= Jitter.Around(
            Math.Min(LimitMilliseconds, FirstMilliseconds + (StepMilliseconds * Math.Min(currentRetryCount, 100))), 0.2);
}
