using System.Net;
using Microsoft.Extensions.Logging;
using RedisSafety.Signing;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace RedisSafety;

/// <summary>Answers as another provider does, and gives each connection a token of its own as the password.</summary>
internal sealed class IamOptionsProvider(DefaultOptionsProvider inner, TokenSource tokens, string user, ElastiCacheIamOptions options)
    : DefaultOptionsProvider
{
    public override string? User => user;

    /// <summary>StackExchange.Redis asks for it at each handshake.</summary>
    public override string? Password => tokens.Current;

    public override bool AbortOnConnectFail => inner.AbortOnConnectFail;

    public override bool AllowAdmin => inner.AllowAdmin;

    public override BacklogPolicy BacklogPolicy => inner.BacklogPolicy;

    public override bool CheckCertificateRevocation => inner.CheckCertificateRevocation;

    public override int ConnectRetry => inner.ConnectRetry;

    public override TimeSpan? ConnectTimeout => inner.ConnectTimeout;

    public override CommandMap? CommandMap => inner.CommandMap;

    public override string ConfigurationChannel => inner.ConfigurationChannel;

    public override Version DefaultVersion => inner.DefaultVersion;

    public override TimeSpan HeartbeatInterval => inner.HeartbeatInterval;

    public override bool HeartbeatConsistencyChecks => inner.HeartbeatConsistencyChecks;

    public override bool IncludeDetailInExceptions => inner.IncludeDetailInExceptions;

    public override bool IncludePerformanceCountersInExceptions => inner.IncludePerformanceCountersInExceptions;

    public override TimeSpan KeepAliveInterval => inner.KeepAliveInterval;

    public override ILoggerFactory? LoggerFactory => inner.LoggerFactory;

    public override Proxy Proxy => inner.Proxy;

    public override IReconnectRetryPolicy? ReconnectRetryPolicy => inner.ReconnectRetryPolicy;

    public override bool ResolveDns => inner.ResolveDns;

    public override TimeSpan SyncTimeout => inner.SyncTimeout;

    public override string TieBreaker => inner.TieBreaker;

    public override TimeSpan ConfigCheckInterval => inner.ConfigCheckInterval;

    public override string LibraryName => inner.LibraryName;

    public override bool SetClientLibrary => inner.SetClientLibrary;

    public override bool IsMatch(EndPoint endpoint) => inner.IsMatch(endpoint);

    public override bool GetDefaultSsl(EndPointCollection endPoints) => true;

    public override string? GetSslHostFromEndpoints(EndPointCollection endPoints) => inner.GetSslHostFromEndpoints(endPoints);

    public override Task AfterConnectAsync(ConnectionMultiplexer multiplexer, Action<string> log)
    {
        _ = RenewAsync(new WeakReference<ConnectionMultiplexer>(multiplexer));
        return inner.AfterConnectAsync(multiplexer, log);
    }

    // ElastiCache closes a connection 12 h after it authenticated. The connection for subscriptions takes no AUTH and is opened again.
    private async Task RenewAsync(WeakReference<ConnectionMultiplexer> reference)
    {
        while (true)
        {
#if NETSTANDARD2_0
            await options.TimeProvider.Delay(options.RenewalInterval).ConfigureAwait(false);
#else
            await Task.Delay(options.RenewalInterval, options.TimeProvider).ConfigureAwait(false);
#endif
            if (!reference.TryGetTarget(out var multiplexer) || !await TryRenewAsync(multiplexer).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    // False if the multiplexer is disposed: it knows its endpoints then, but no server of any of them.
    private async Task<bool> TryRenewAsync(ConnectionMultiplexer multiplexer)
    {
        var hasServer = false;
        foreach (var endpoint in multiplexer.GetEndPoints())
        {
            try
            {
                var server = multiplexer.GetServer(endpoint);
                hasServer = true;
                if (server.IsConnected)
                {
                    await server.ExecuteAsync("AUTH", user, tokens.Current).ConfigureAwait(false);
                }
            }
#pragma warning disable CA1031 // The connection stands for hours yet, and a closed one is opened with a new token.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return hasServer;
    }
}
