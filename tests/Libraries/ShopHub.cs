using Microsoft.AspNetCore.SignalR;

namespace RedisSafety.Libraries;

/// <summary>A hub whose servers send to their clients.</summary>
public sealed class ShopHub : Hub;
