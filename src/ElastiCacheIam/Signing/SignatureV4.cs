using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace RedisSafety.Signing;

/// <summary>
/// Presigns a GET request by Signature Version 4, as
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html describes it.
/// </summary>
internal static class SignatureV4
{
    /// <summary>The SHA-256 hash of nothing, which stands for the empty payload.</summary>
    public const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The host, path and query of the signed request.</summary>
    public static string Presign(
        ImmutableCredentials credentials,
        string host,
        string path,
        IEnumerable<KeyValuePair<string, string>> parameters,
        string payload,
        string region,
        string service,
        DateTimeOffset now,
        TimeSpan lifetime)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var scope = $"{time.Substring(0, 8)}/{region}/{service}/aws4_request";
        List<KeyValuePair<string, string>> all =
        [
            .. parameters,
            new("X-Amz-Algorithm", Algorithm),
            new("X-Amz-Credential", $"{credentials.AccessKey}/{scope}"),
            new("X-Amz-Date", time),
            new("X-Amz-Expires", ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            new("X-Amz-SignedHeaders", "host"),
        ];
        if (credentials.UseToken)
        {
            all.Add(new("X-Amz-Security-Token", credentials.Token));
        }

        var encoded = all.Select(static pair => (Name: Encode(pair.Key), Value: Encode(pair.Value)))
            .OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal);
        var query = string.Join("&", encoded.Select(static pair => $"{pair.Name}={pair.Value}"));
        var request = $"GET\n{path}\n{query}\nhost:{host}\n\nhost\n{payload}";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hex(Hash(request))}";
        var signature = Hex(Sign(Key(credentials.SecretKey, time.Substring(0, 8), region, service), toSign));
        return $"{host}{path}?{query}&X-Amz-Signature={signature}";
    }

    /// <summary>The key that signs for one day, region and service.</summary>
    public static byte[] Key(string secret, string date, string region, string service) =>
        Sign(Sign(Sign(Sign(Encoding.UTF8.GetBytes("AWS4" + secret), date), region), service), "aws4_request");

    public static string Hex(byte[] bytes)
    {
        var text = new StringBuilder(bytes.Length * 2);
        foreach (var one in bytes)
        {
            text.Append(one.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    // All but letters, digits and -._~ is encoded, which is RFC 3986.
    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static byte[] Hash(string text)
    {
#pragma warning disable CA1850 // The static method is not in netstandard2.0.
        using var sha = SHA256.Create();
        return sha.ComputeHash(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA1850
    }

    private static byte[] Sign(byte[] key, string text)
    {
        using var hmac = new HMACSHA256(key);
        return hmac.ComputeHash(Encoding.UTF8.GetBytes(text));
    }
}
