using StackExchange.Redis;

namespace RedisSafety.Lab.Security;

/// <summary>What a client needs to be let in by a deployment's servers.</summary>
/// <param name="Password">The servers' password, for clients, for replicas and for Sentinels.</param>
/// <param name="Tls">The certificates, where the servers speak TLS and nothing else.</param>
public sealed record Access(string? Password = null, Certificates? Tls = null)
{
    public static Access Open { get; } = new();

    /// <summary>The settings of a server.</summary>
    public IEnumerable<string> ServerArguments(string port)
    {
        if (Tls is null)
        {
            yield return "--port";
            yield return port;
        }
        else
        {
            foreach (var setting in TlsSettings(port))
            {
                yield return "--" + setting.Name;
                yield return setting.Value;
            }

            yield return "--tls-cluster";
            yield return "yes";
        }

        if (Password is not null)
        {
            yield return "--requirepass";
            yield return Password;
            yield return "--masterauth";
            yield return Password;
        }
    }

    /// <summary>The lines of a Sentinel's file.</summary>
    public IEnumerable<string> SentinelLines(string port, string serviceName)
    {
        foreach (var setting in Tls is null ? [("port", port)] : TlsSettings(port))
        {
            yield return $"{setting.Name} {setting.Value}";
        }

        if (Password is not null)
        {
            yield return $"requirepass {Password}";
            yield return $"sentinel sentinel-pass {Password}";
            yield return $"sentinel auth-pass {serviceName} {Password}";
        }
    }

    /// <summary>Lets a client in.</summary>
    public void Apply(ConfigurationOptions client)
    {
        client.Password = Password;
#if !CLIENT_BEFORE_SENTINEL_PASSWORD
        client.SentinelPassword = Password;
#endif
        if (Tls is not null)
        {
            client.Ssl = true;
            client.TrustIssuer(Tls.AuthorityFile);
        }
    }

    private IEnumerable<(string Name, string Value)> TlsSettings(string port) =>
    [
        ("port", "0"),
        ("tls-port", port),
        ("tls-cert-file", Tls!.CertificateFile),
        ("tls-key-file", Tls.KeyFile),
        ("tls-ca-cert-file", Tls.AuthorityFile),
        ("tls-auth-clients", "no"),
        ("tls-replication", "yes"),
    ];
}
