using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RedisSafety.Telemetry;
using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>Logs why a node cannot be used: each cause once, until the node has answered.</summary>
/// <param name="report">Describes the cause.</param>
/// <param name="logger">The log.</param>
internal sealed class NodeFaultLog(NodeReport report, ILogger logger)
{
    private readonly ConcurrentDictionary<(string Node, string Kind), bool> _logged = new();

    /// <summary>Records an observation of a node.</summary>
    public void Observed(DeploymentNode node)
    {
        var observation = node.Observation;
        if (observation.Role != NodeRole.Unreachable)
        {
            if (!_logged.IsEmpty)
            {
                Forget(node.Name);
            }
        }
        else if (observation.Error is { } fault && _logged.TryAdd((node.Name, KindOf(fault)), true))
        {
            RouterLog.NodeUnusable(logger, node.Name, report.CauseOf(node), fault);
        }
    }

    /// <summary>The part of a fault that stays the same while its cause lasts. Messages hold counters and times.</summary>
    private static string KindOf(Exception fault)
    {
        var deepest = fault.GetBaseException();
        var words = deepest.Message.Split(' ', 3);
        return deepest is System.Net.Sockets.SocketException socket
            ? socket.SocketErrorCode.ToString()
            : $"{deepest.GetType().Name} {(deepest is StackExchange.Redis.RedisConnectionException lost ? lost.FailureType : words[0])}";
    }

    private void Forget(string node)
    {
        foreach (var (known, _) in _logged)
        {
            if (known.Node == node)
            {
                _logged.TryRemove(known, out _);
            }
        }
    }
}
