namespace RedisSafety.Benchmarks.Failover.Libraries;

/// <summary>The library reported no error, and has not done what it was asked for.</summary>
internal sealed class MissedException() : Exception("The library reported no error, and has not kept the value.");
