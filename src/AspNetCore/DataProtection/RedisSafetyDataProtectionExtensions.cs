using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RedisSafety;
using RedisSafety.DataProtection;

// The namespace of IDataProtectionBuilder, where its users look for extensions.
#pragma warning disable IDE0130
namespace Microsoft.AspNetCore.DataProtection;
#pragma warning restore IDE0130

/// <summary>Keeps the key ring of data protection in Redis.</summary>
public static class RedisSafetyDataProtectionExtensions
{
    /// <summary>
    /// Keeps the key ring on the router of <c>AddRedisSafety</c>, in the list that Microsoft's <c>PersistKeysToStackExchangeRedis</c>
    /// uses: an application can change from one to the other and keeps its keys.
    /// </summary>
    /// <param name="builder">The builder that <c>AddDataProtection</c> returned.</param>
    /// <param name="key">The key of the list.</param>
    public static IDataProtectionBuilder PersistKeysToRedisSafety(this IDataProtectionBuilder builder, string key = "DataProtection-Keys")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(key);
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new KeyRing(provider.GetRequiredService<IRedisRouter>, key)));
        return builder;
    }
}
