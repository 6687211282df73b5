using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Microsoft.Extensions.Time.Testing;
using RedisSafety.Signing;

namespace RedisSafety.ElastiCacheIam.Tests;

/// <summary>Compares tokens with the signatures of the AWS SDK, which signs such tokens for RDS.</summary>
public sealed class SdkSignatureTests
{
    [Theory]
    [InlineData("app", "shop", "us-east-1", null, false)]
    [InlineData("app", "shop", "us-east-1", "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQ==", false)]
    [InlineData("ada-1", "shop-cache", "eu-central-1", null, true)]
    [InlineData("Ada Lovelace+~*/é", "shop-cache", "cn-north-1", "a&b=c d", true)]
    public void A_token_has_the_signature_of_the_SDK(string user, string cache, string region, string? session, bool isServerless)
    {
        var credentials = new ImmutableCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", session);
        var signed = Sign(credentials, user, cache, region, isServerless);

        // The SDK reads its clock itself.
        var at = DateTimeOffset.ParseExact(
            signed.ISO8601DateTime, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var tokens = new TokenSource(() => credentials, user, cache, region, isServerless, new FakeTimeProvider(at));

        Assert.EndsWith("&X-Amz-Signature=" + signed.Signature, tokens.Current, StringComparison.Ordinal);
    }

    private static AWS4SigningResult Sign(ImmutableCredentials credentials, string user, string cache, string region, bool isServerless)
    {
        var request = new DefaultRequest(new ConnectRequest(), "elasticache")
        {
            UseQueryString = true,
            HttpMethod = "GET",
            Endpoint = new Uri($"https://{cache}"),
            Parameters =
            {
                ["Action"] = "connect",
                ["User"] = user,
                ["X-Amz-Expires"] = "900",
            },
        };
        if (isServerless)
        {
            request.Parameters["ResourceType"] = "ServerlessCache";
        }

        if (credentials.UseToken)
        {
            request.Parameters["X-Amz-Security-Token"] = credentials.Token;
        }

        return AWS4PreSignedUrlSigner.SignRequest(
            request, null, new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, "elasticache", region);
    }

    private sealed class ConnectRequest : AmazonWebServiceRequest;
}
