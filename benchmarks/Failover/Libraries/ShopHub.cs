using Microsoft.AspNetCore.SignalR;

namespace RedisSafety.Benchmarks.Failover.Libraries;

internal sealed class ShopHub : Hub;
