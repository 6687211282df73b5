namespace RedisSafety.Tool.Builds;

/// <summary>What a scanned build left behind.</summary>
/// <param name="Records">One record for each compilation that began.</param>
/// <param name="WithoutRedis">The projects that were left out because nothing in them can be reported.</param>
/// <param name="Errors">All errors of the restore and the build.</param>
/// <param name="Logs">The compiler's logs by the path that the record names.</param>
internal sealed record BuildOutcome(
    IReadOnlyList<BuildRecord> Records,
    IReadOnlySet<string> WithoutRedis,
    IReadOnlyList<BuildError> Errors,
    IReadOnlyDictionary<string, CompilerLog> Logs);
