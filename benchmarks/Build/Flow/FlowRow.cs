using System.Text.Json.Serialization;

namespace RedisSafety.Benchmarks.Build.Flow;

/// <summary>What the rules on consistency cost over repositories that are reached through chains of calls: medians of rounds taken in turns.</summary>
/// <param name="Repositories">How many repositories, each with a service and a page that call it.</param>
/// <param name="Ours">Milliseconds in the analyzers of RSF2xxx, the sum.</param>
/// <param name="Theirs">Milliseconds in StackExchange.Redis's own analyzers over the same files.</param>
/// <param name="Reports">Milliseconds to make as many reports at the same places, and nothing else: what the compiler takes for them, whoever makes them.</param>
/// <param name="Edit">Milliseconds to analyze the file of one page again after an edit of its method: wall time.</param>
/// <param name="TheirEdit">The same with StackExchange.Redis's analyzers.</param>
/// <param name="PeakMegabytes">Megabytes of heap above what the same run takes with StackExchange.Redis's analyzers alone.</param>
/// <param name="ReportsMegabytes">Megabytes of heap that the reports alone take: for each, the compiler binds what is around it once more, and keeps that.</param>
/// <param name="Reported">How many reads were found.</param>
internal sealed record FlowRow(
    int Repositories,
    [property: JsonPropertyName("ms")] double Ours,
    [property: JsonPropertyName("ms_stackexchange_redis")] double Theirs,
    [property: JsonPropertyName("ms_reports")] double Reports,
    [property: JsonPropertyName("ms_edit")] double Edit,
    [property: JsonPropertyName("ms_edit_stackexchange_redis")] double TheirEdit,
    [property: JsonPropertyName("peak_mb_above")] double PeakMegabytes,
    [property: JsonPropertyName("peak_mb_reports")] double ReportsMegabytes,
    int Reported);
