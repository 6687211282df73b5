using Microsoft.Extensions.DependencyInjection;
using Polly;
using StackExchange.Redis;

namespace Shop.ConnectionOptions;

public static class OptionsExtensions
{
    public static ConfigurationOptions Resilient(this ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        return options;
    }

    public static ConfigurationOptions Secure(this ConfigurationOptions options)
    {
        options.Ssl = true;
        return options;
    }
}

public static class Built
{
    public static object ByExtension(string text) => ConnectionMultiplexer.Connect(ConfigurationOptions.Parse(text).Resilient()); // quiet

    public static object ByOtherExtension(string text) => ConnectionMultiplexer.Connect(ConfigurationOptions.Parse(text).Secure()); // expect RSF1001

    public static object ByStatement(string text)
    {
        var options = ConfigurationOptions.Parse(text);
        options.Resilient();
        return ConnectionMultiplexer.Connect(options); // quiet
    }

    public static object ByLocalFunction(string text)
    {
        return ConnectionMultiplexer.Connect(Make()); // quiet

        ConfigurationOptions Make() => new() { EndPoints = { text }, AbortOnConnectFail = false };
    }

    public static object ByDelegate(string text, Action<ConfigurationOptions> configure)
    {
        var options = ConfigurationOptions.Parse(text);
        configure(options);
        return ConnectionMultiplexer.Connect(options); // quiet
    }

    public static object ByArgument(string text, Action<ConfigurationOptions>? configure) => ConnectionMultiplexer.Connect(text, configure!); // quiet

    public static object ByClone(string text)
    {
        var first = ConfigurationOptions.Parse(text);
        first.AbortOnConnectFail = false;
        var second = first.Clone();
        second.ClientName = "jobs";
        return ConnectionMultiplexer.Connect(second); // quiet
    }

    public static object Explicit() => ConnectionMultiplexer.Connect(new ConfigurationOptions { EndPoints = { "a" }, AbortOnConnectFail = true }); // quiet

    public static object ExplicitText() => ConnectionMultiplexer.Connect("a,abortConnect=true"); // quiet

    public static object Given(ConfigurationOptions options) => ConnectionMultiplexer.Connect(options); // quiet

    public static object InBranch(string text, bool isLocal)
    {
        var options = ConfigurationOptions.Parse(text);
        if (!isLocal)
        {
            options.AbortOnConnectFail = false;
        }

        return ConnectionMultiplexer.Connect(options); // quiet
    }

    public static object TwoObjects(string text)
    {
        var first = ConfigurationOptions.Parse(text);
        var second = ConfigurationOptions.Parse(text);
        first.AbortOnConnectFail = false;
        return (ConnectionMultiplexer.Connect(first), // quiet
            ConnectionMultiplexer.Connect(second)); // expect RSF1001
    }

    public static object ByPrivate() => Open("localhost,abortConnect=false");

    private static ConnectionMultiplexer Open(string text) => ConnectionMultiplexer.Connect(text); // quiet

    // AbortOnConnectFail=false in a comment, abortConnect=false, changes nothing.
    private static readonly string Text = "localhost"; // abortConnect=false

    public static object ByField() => ConnectionMultiplexer.Connect(Text /* AbortOnConnectFail = false */); // expect RSF1001
}

public sealed class LazyLoader(Func<ConnectionMultiplexer> open)
{
    public ConnectionMultiplexer Value => open();
}

public sealed class Kept(string text)
{
    // A Lazy throws its first exception again at every use.
    private readonly Lazy<ConnectionMultiplexer> _redis = new(() => ConnectionMultiplexer.Connect(text)); // expect RSF1001

    private readonly Lazy<Task<ConnectionMultiplexer>> _task = new(() => ConnectionMultiplexer.ConnectAsync(text), LazyThreadSafetyMode.PublicationOnly); // expect RSF1001

    private readonly Lazy<ConnectionMultiplexer> _known = new(() => ConnectionMultiplexer.Connect("localhost")); // expect RSF1004

    // Another thread's success is published; a failure is not kept.
    private readonly Lazy<ConnectionMultiplexer> _again = new(() => ConnectionMultiplexer.Connect(text), LazyThreadSafetyMode.PublicationOnly); // quiet

    private readonly Lazy<ConnectionMultiplexer> _patient = new(() => ConnectionMultiplexer.Connect(text + ",abortConnect=false")); // quiet

    // A name with Lazy in it is no Lazy.
    private readonly LazyLoader _other = new(() => ConnectionMultiplexer.Connect(text)); // expect RSF1001

    // The container asks its factory again.
    public static void Register(IServiceCollection services, string text) => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(text)); // quiet

    public object All() => (_redis, _task, _known, _again, _patient, _other);
}

public sealed class Cache(string text)
{
    private ConnectionMultiplexer? _redis;

    // Every fault is a miss, and the next use opens the connection.
    public string? Find(string key)
    {
        try
        {
            _redis ??= ConnectionMultiplexer.Connect(text); // quiet
            return _redis.GetDatabase().StringGet(key);
        }
        catch (RedisException)
        {
            return null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
