using System.Text;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Calls;

/// <summary>Describes the nodes of a deployment and why calls cannot use them, without a password.</summary>
/// <param name="watch">The topology.</param>
/// <param name="deployment">The user's configuration, for its endpoints and its secrets.</param>
internal sealed class NodeReport(IDeploymentWatch watch, ConfigurationOptions deployment)
{
    private const int LongestCause = 300;

    private static readonly string[] Refusals = ["WRONGPASS", "NOAUTH", "NOPERM", "AuthenticationFailure"];

    /// <summary>Whether every node refuses the credentials or the certificate, so that waiting cannot help.</summary>
    public bool AllRefuse => watch.Nodes is { Count: > 0 } nodes && nodes.All(static node => IsRefused(node.Observation.Error));

    /// <summary>The fault of the first node that has one.</summary>
    public Exception? Cause => watch.Nodes.Select(static node => node.Observation.Error).FirstOrDefault(static fault => fault is not null);

    /// <summary>The names of the nodes.</summary>
    public string[] Names => [.. watch.Nodes.Select(static node => node.Name)];

    /// <summary>A sentence for each node that does not take calls as a primary: its endpoint and the cause.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        var nodes = watch.Nodes;
        if (nodes.Count == 0)
        {
            text.Append(" No Sentinel named a node: ").AppendJoin(", ", deployment.EndPoints.Select(NodeName.Of)).Append('.');
        }

        foreach (var shard in watch.Current.Shards)
        {
            text.Append(shard.Status switch
            {
                PrimaryStatus.Ambiguous => $" Several nodes report that they are the primary, and nothing shows which is right: {Rivals(shard)}.",
                PrimaryStatus.Unrelated => $" The primary is lost, and {Rivals(shard)} is not known to have its data.",
                PrimaryStatus.NotConfirmed => $" {Rivals(shard)} is named as the primary and does not report that it is.",
                PrimaryStatus.NotNamed => " No authority has named a primary yet.",
                _ => string.Empty,
            });
        }

        var primaries = watch.Current.Shards.Select(static shard => shard.Primary).ToHashSet();
        foreach (var node in nodes)
        {
            if (!primaries.Contains(node))
            {
                text.Append(' ').Append(node.Name).Append(": ").Append(CauseOf(node)).Append('.');
            }
        }

        return Redact(text.ToString());
    }

    /// <summary>Why calls cannot use a node as their primary.</summary>
    public string CauseOf(DeploymentNode node)
    {
        switch (node.Observation.Role)
        {
            case NodeRole.Replica:
                return "it is a replica, and takes no writes";
            case NodeRole.Primary:
                return "it is a primary, but not the one that is used";
        }

        return node.Observation.Error is { } fault ? Redact(CauseOf(fault)) : "it has not answered yet";
    }

    /// <summary>The messages of a fault and its causes, the deepest first. One that another repeats in full is left out.</summary>
    private static string CauseOf(Exception fault)
    {
        List<string> causes = [];
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            var text = Plain(cause.Message);
            causes.RemoveAll(known => known.Contains(text, StringComparison.Ordinal));
            if (!causes.Exists(known => text.Contains(known, StringComparison.Ordinal)))
            {
                causes.Insert(0, text);
            }
        }

        var all = string.Join("; ", causes);
        return all.Length <= LongestCause ? all : all[..LongestCause] + "…";
    }

    /// <summary>A message without StackExchange.Redis's counters, which follow its first words.</summary>
    private static string Plain(string message)
    {
        var text = message.Split(['\r', '\n'], 2)[0];
        foreach (var counters in new[] { ", mc:", ", origin:" })
        {
            text = text.Split(counters, 2)[0];
        }

        return text.TrimEnd('.');
    }

    private static string Rivals(Shard shard) => string.Join(", ", shard.Rivals);

    private static bool IsRefused(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is System.Security.Authentication.AuthenticationException
                or RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                || Array.Exists(Refusals, refusal => fault.Message.Contains(refusal, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private string Redact(string text)
    {
        foreach (var secret in new[] { deployment.Password, deployment.SentinelPassword })
        {
            text = string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "…", StringComparison.Ordinal);
        }

        return text;
    }
}
