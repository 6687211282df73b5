namespace RedisSafety.Libraries;

/// <summary>The library reported no error, and has not done what it was asked for.</summary>
public sealed class MissedException() : Exception("The library reported no error, and has not kept the value.");
