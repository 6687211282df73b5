namespace RedisSafety.Drills.Load;

/// <summary>The clients by name.</summary>
internal static class ShopClients
{
    /// <summary>Names on command lines and in JSON.</summary>
    public static IReadOnlyList<string> Systems { get; } = ["raw", "withretry", "polly", "redissafety"];

    /// <summary>Far above a call's budget. Tokens are the only keys that a drill leaves to expire.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(10);

    /// <summary>The name for people.</summary>
    public static string Title(string system) => system switch
    {
        "raw" => "StackExchange.Redis",
        "withretry" => "its WithRetry",
        "polly" => "Polly",
        _ => "RedisSafety",
    };

    /// <summary>Connects a client.</summary>
    /// <param name="system">One of <see cref="Systems"/>.</param>
    /// <param name="configuration">The deployment, in StackExchange.Redis's form.</param>
    /// <param name="keys">The keys of this client.</param>
    /// <param name="callBudget">The budget of a call through RedisSafety; <see langword="null"/> for its default.</param>
    public static async Task<ShopClient> ConnectAsync(string system, string configuration, ShopKeys keys, TimeSpan? callBudget = null)
    {
        if (system != "redissafety")
        {
            return await PlainClient.ConnectAsync(system, configuration, keys);
        }

        var options = new RedisSafetyOptions { Configuration = configuration };
        options.CallBudget = callBudget ?? options.CallBudget;
        options.OnceTokenLifetime = TokenLifetime;
        return new RouterClient(await RedisRouter.ConnectAsync(options), keys);
    }
}
