using Amazon.Runtime;
using RedisSafety.Signing;

namespace RedisSafety.ElastiCacheIam.Tests;

/// <summary>The examples that AWS publishes for Signature Version 4.</summary>
public sealed class SignatureTests
{
    [Fact]
    public void The_signing_key_is_that_of_the_published_example() => Assert.Equal(
        "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9",
        SignatureV4.Hex(SignatureV4.Key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830", "us-east-1", "iam")));

    [Fact]
    public void A_presigned_request_is_that_of_the_published_example()
    {
        var signed = SignatureV4.Presign(
            new ImmutableCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null),
            "examplebucket.s3.amazonaws.com",
            "/test.txt",
            [],
            "UNSIGNED-PAYLOAD",
            "us-east-1",
            "s3",
            new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero),
            TimeSpan.FromDays(1));

        Assert.Equal(
            "examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
                + "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            signed);
    }
}
