namespace RedisSafety.Drills;

/// <summary>The credentials and the encryption of the drill's own connections.</summary>
/// <param name="User">The user of an ACL; <see langword="null"/> for the default user.</param>
/// <param name="Password">The password; <see langword="null"/> if the server asks for none.</param>
/// <param name="Tls">True if connections are encrypted.</param>
/// <param name="TlsHost">The name that their certificates are for; <see langword="null"/> for the host of the address.</param>
internal sealed record DeploymentAccess(string? User = null, string? Password = null, bool Tls = false, string? TlsHost = null)
{
    /// <summary>Servers without password and TLS.</summary>
    public static DeploymentAccess Open { get; } = new();
}
