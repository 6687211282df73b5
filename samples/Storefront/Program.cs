using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Storefront.Morning;
using Storefront.Servers;
using Storefront.Stores;

if (args is not ([] or ["--redis", _]))
{
    Console.Error.WriteLine("Usage: dotnet run --project samples/Storefront [-- --redis host:port,host:port]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

// The embedded servers block threads of the pool while they change roles. On two cores the shop would wait a second or two for new ones.
ThreadPool.SetMinThreads(32, 32);
Console.WriteLine("A shop's morning on Redis");
await using var servers = args.Length == 0 ? await EmbeddedServers.StartAsync(stop.Token) : null;
var configuration = servers?.Configuration ?? args[1];
Console.WriteLine(servers is null ? $"  on {configuration}" : $"  on an embedded primary and replica: {configuration}");

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddRedisSafety(configuration)
    .AddRepository<CartStore>()
    .AddRepository<ProductStore>()
    .AddRepository<SessionStore>()
    .AddRepository<StockStore>()
    .AddRepository<WebhookStore>();
builder.Services.AddSingleton<Shop>();

// A library with a connection of its own, as it comes; the guard repairs that too.
builder.Services.AddRedisFailoverGuard();
builder.Services.AddStackExchangeRedisCache(options => options.Configuration = configuration);
builder.Services.AddSingleton<PageCache>();
using var host = builder.Build();
await host.StartAsync(stop.Token);

var wentWell = await new ShopMorning(
    host.Services.GetRequiredService<Shop>(), host.Services.GetRequiredService<PageCache>(), servers, Console.Out).PlayAsync(stop.Token);

await host.StopAsync(CancellationToken.None);
return wentWell ? 0 : 1;
