using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace RedisSafety.AspNetCore;

/// <summary>Begins a session with each request, from the token that it brings, and gives a token to the response where there is a new one.</summary>
#pragma warning disable CA1812 // The application's pipeline makes it.
internal sealed class RedisSessionMiddleware(RequestDelegate next, RedisRouter router, IOptions<RedisSessionOptions> options)
#pragma warning restore CA1812
{
    private readonly RedisSessionOptions _options = options.Value;

    public async Task InvokeAsync(HttpContext context)
    {
        using var session = router.StartSession(TokenOf(context.Request));
        context.Features.Set(session);
        context.Response.OnStarting(GiveTokenAsync, (context, session));
        await next(context).ConfigureAwait(false);
    }

    private async Task GiveTokenAsync(object state)
    {
        var (context, session) = ((HttpContext, RedisSession))state;
        if (!session.HasChanged)
        {
            // The caller's token still says all: a response without one can be cached.
            return;
        }

        var token = await session.GetTokenAsync(context.RequestAborted).ConfigureAwait(false);
        if (_options.HeaderName is { } header)
        {
            context.Response.Headers[header] = token;
        }

        if (_options.Cookie is { Name: { } name } cookie)
        {
            context.Response.Cookies.Append(name, token, cookie.Build(context));
        }
    }

    private string? TokenOf(HttpRequest request)
    {
        if (_options.HeaderName is { } header && request.Headers.TryGetValue(header, out var values) && values.Count > 0)
        {
            // Several say that somebody between has meddled: whatever they say, it is no token, and that is safe.
            return values.ToString();
        }

        return _options.Cookie?.Name is { } name ? request.Cookies[name] : null;
    }
}
