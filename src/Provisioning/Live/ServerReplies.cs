namespace RedisSafety.Provisioning.Live;

/// <summary>The replies of one server to the commands of the check, as text.</summary>
/// <param name="Endpoint">Host and port.</param>
/// <param name="Info">The reply to <c>INFO</c>; null if the command was refused.</param>
/// <param name="Configuration">The reply to <c>CONFIG GET</c>: names and values in turn, a line each; null if it was refused, as
/// ElastiCache does.</param>
/// <param name="IsEncrypted">The connection uses TLS.</param>
/// <param name="HasPassword">The server refused a connection without a password, or has a <c>requirepass</c>; null if that is
/// unknown.</param>
internal sealed record ServerReplies(string Endpoint, string? Info, string? Configuration, bool? IsEncrypted = null,
    bool? HasPassword = null);
