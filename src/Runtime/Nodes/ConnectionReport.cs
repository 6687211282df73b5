using System.Text;
using RedisSafety.Topology;
using StackExchange.Redis;

namespace RedisSafety.Nodes;

/// <summary>Says why no primary was found, endpoint by endpoint, without telling a password.</summary>
internal static class ConnectionReport
{
    private static readonly string[] Refusals = ["WRONGPASS", "NOAUTH", "NOPERM", "AuthenticationFailure"];

    /// <summary>Whether waiting cannot help: the node refuses these credentials, or this certificate.</summary>
    public static bool IsRefused(RedisNode node)
    {
        for (var fault = node.Observation.Error ?? node.ConnectionFault; fault is not null; fault = fault.InnerException)
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

    public static RedisUnavailableException Describe(RedisNode[] nodes, ConfigurationOptions deployment, TimeSpan elapsed)
    {
        var message = new StringBuilder();
        message.Append(System.Globalization.CultureInfo.InvariantCulture, $"No primary was found in {elapsed.TotalMilliseconds:F0} ms.");
        if (nodes.Length == 0)
        {
            message.Append(" No Sentinel named a node: ").AppendJoin(", ", deployment.EndPoints.Select(NodeName.Of)).Append('.');
        }

        Exception? cause = null;
        foreach (var node in nodes)
        {
            message.Append(' ').Append(node.Name).Append(": ").Append(CauseOf(node)).Append('.');
            cause ??= node.Observation.Error ?? node.ConnectionFault;
        }

        var text = message.ToString();
        foreach (var secret in new[] { deployment.Password, deployment.SentinelPassword })
        {
            text = string.IsNullOrEmpty(secret) ? text : text.Replace(secret, "…", StringComparison.Ordinal);
        }

        return new RedisUnavailableException(text, cause)
        {
            Elapsed = elapsed,
            Nodes = Array.ConvertAll(nodes, static node => node.Name),
        };
    }

    private static string CauseOf(RedisNode node)
    {
        switch (node.Observation.Role)
        {
            case NodeRole.Replica:
                return "it is a replica, and takes no writes";
            case NodeRole.Primary:
                return "it is a primary, but not of every slot";
        }

        var fault = node.Observation.Error ?? node.ConnectionFault;
        if (fault is null)
        {
            return "it has not answered yet";
        }

        List<string> causes = [];
        for (; fault is not null; fault = fault.InnerException)
        {
            var first = fault.Message.Split(['\r', '\n'], 2)[0].TrimEnd('.');
            if (!causes.Contains(first))
            {
                causes.Add(first);
            }
        }

        return string.Join("; ", causes);
    }
}
