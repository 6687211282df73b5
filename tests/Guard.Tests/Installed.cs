namespace RedisSafety.Guard.Tests;

/// <summary>The guard, installed while a test needs it. The lab's own connections have a provider of their own and stay out.</summary>
internal sealed class Installed : IDisposable
{
    private static readonly object Lock = new();
    private static int _count;

    public Installed(Action<RedisFailoverGuardOptions>? configure = null)
    {
        var options = new RedisFailoverGuardOptions();
        configure?.Invoke(options);
        lock (Lock)
        {
            RedisFailoverGuard.Install(options);
            _count++;
        }
    }

    public void Dispose()
    {
        lock (Lock)
        {
            if (--_count == 0)
            {
                RedisFailoverGuard.Remove();
            }
        }
    }
}
