namespace RedisSafety.Telemetry;

/// <summary>How far one replica is behind its primary.</summary>
/// <param name="Node">The replica.</param>
/// <param name="Seconds">The lag in seconds.</param>
/// <param name="Bytes">The lag in bytes of the replication stream.</param>
internal readonly record struct ReplicaLag(string Node, double Seconds, long Bytes);
