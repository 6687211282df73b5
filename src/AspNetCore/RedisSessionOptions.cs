using Microsoft.AspNetCore.Http;

namespace RedisSafety.AspNetCore;

/// <summary>How the token of a session travels between requests.</summary>
public sealed class RedisSessionOptions
{
    /// <summary>
    /// The cookie that carries the token; <see langword="null"/> for none. By default <c>redis-session</c>: for the whole site, until
    /// the browser is closed, out of the reach of scripts, encrypted where the request is, and sent when a visitor comes by a link.
    /// </summary>
    public CookieBuilder? Cookie { get; set; } = new()
    {
        Name = "redis-session",
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,

        // Without it a visitor would not see their own changes.
        IsEssential = true,
    };

    /// <summary>
    /// The header that carries the token, both ways, for callers that keep no cookies; <see langword="null"/> for none. In a request, it
    /// comes before the cookie.
    /// </summary>
    public string? HeaderName { get; set; }
}
