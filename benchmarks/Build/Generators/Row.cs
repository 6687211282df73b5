namespace RedisSafety.Benchmarks.Build.Generators;

/// <summary>What a generator costs.</summary>
/// <param name="System">The generator.</param>
/// <param name="EditBytes">Bytes allocated after an edit that does not concern it: the median.</param>
/// <param name="EditMs">Milliseconds after such an edit: the median.</param>
/// <param name="Reruns">Outputs that ran again although nothing of theirs had changed.</param>
/// <param name="ColdMs">Milliseconds of a first run over the whole project, in a process that is warm.</param>
internal sealed record Row(string System, long EditBytes, double EditMs, int Reruns, double ColdMs);
