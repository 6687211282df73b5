using System.Globalization;

namespace RedisSafety.Benchmarks.Fleet;

/// <summary>What one phase cost.</summary>
/// <param name="System">The client.</param>
/// <param name="Routers">How many of them share the servers.</param>
/// <param name="Phase">What they do.</param>
/// <param name="QuestionsPerSNode">Questions of the watch that the busier node got in a second.</param>
/// <param name="ServerCpuShare">The share of a core that the busier node used.</param>
/// <param name="ClientCpuShare">The share of a core that all the clients used.</param>
/// <param name="AddedP50Ms">What a client added to the outage, median of all; 0 without an outage.</param>
/// <param name="AddedP95Ms">The same, 95th percentile.</param>
/// <param name="ExtraPerRouter">Questions of one client to the busier node, beyond those that it asks without an outage.</param>
/// <param name="Failed">Calls that failed.</param>
/// <param name="Stale">Reads that lacked the client's own write.</param>
internal sealed record Row(
    string System,
    int Routers,
    string Phase,
    double QuestionsPerSNode,
    double ServerCpuShare,
    double ClientCpuShare,
    double AddedP50Ms,
    double AddedP95Ms,
    double ExtraPerRouter,
    long Failed,
    long Stale)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {System,-19} {Routers,5} {Phase,-8} {QuestionsPerSNode,8:0.0} questions/s, server {ServerCpuShare,6:0.000}, clients {ClientCpuShare,5:0.00}, added {AddedP50Ms:0}/{AddedP95Ms:0} ms, extra {ExtraPerRouter:0.0}, failed {Failed}, stale {Stale}
        """);
}
