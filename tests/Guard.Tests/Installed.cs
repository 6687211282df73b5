namespace RedisSafety.Guard.Tests;

/// <summary>The guard, installed for one test. The lab's own connections have a provider of their own and stay out.</summary>
internal sealed class Installed : IDisposable
{
    public Installed(Action<RedisFailoverGuardOptions>? configure = null)
    {
        var options = new RedisFailoverGuardOptions();
        configure?.Invoke(options);
        RedisFailoverGuard.Install(options);
    }

    public void Dispose() => RedisFailoverGuard.Remove();
}
