using System.Security.Authentication;
using RedisSafety.Drills;
using RedisSafety.Drills.Probing;
using RedisSafety.Drills.Targets;
using RedisSafety.Provisioning.Live;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Tool.Check;

/// <summary>Reads a running deployment by <c>INFO</c> and, if allowed, <c>CONFIG GET</c>. It changes nothing.</summary>
internal static class LiveDeployment
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Reads every node that a connection string leads to.</summary>
    /// <param name="connection">Endpoints and settings in StackExchange.Redis's form.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ToolException">The deployment cannot be reached, or refuses the user.</exception>
    public static async Task<Deployment> ReadAsync(string connection, CancellationToken cancellationToken)
    {
        try
        {
            var map = await DeploymentDiscovery.FindAllAsync(connection, cancellationToken);
            var deployment = new Deployment();
            foreach (var node in map.Nodes)
            {
                deployment.Servers.Add(ServerReader.Read(await RepliesOfAsync(node, map.Access, cancellationToken)));
            }

            return deployment;
        }
        catch (DrillException exception)
        {
            throw new ToolException(exception.Message, exception);
        }
    }

    private static async Task<ServerReplies> RepliesOfAsync(NodeAddress node, DeploymentAccess access, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var connection = await RespConnection.OpenAsync(node, access, limit.Token);
            var info = await connection.SendAsync(limit.Token, "INFO") as string;

            // ElastiCache refuses it.
            var configuration = await connection.SendAsync(limit.Token, "CONFIG", "GET", "*") is List<object?> pairs
                ? string.Join('\n', pairs.Select(static item => (item as string ?? "").ReplaceLineEndings(" ")))
                : null;
            return new ServerReplies(
                node.ToString(), info, configuration, access.Tls, await HasPasswordAsync(node, access, limit.Token));
        }
        catch (Exception exception) when (exception is IOException || IsTimeout(exception, cancellationToken))
        {
            throw new ToolException(
                exception is IOException ? exception.Message : $"{node} did not answer within {Limit.TotalSeconds:F0} s.", exception);
        }
    }

    /// <summary>True if a server refuses a connection without password; <see langword="null"/> if that is unknown.</summary>
    private static async Task<bool?> HasPasswordAsync(NodeAddress node, DeploymentAccess access, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await RespConnection.OpenAsync(node, access with { User = null, Password = null }, cancellationToken);
            return await connection.SendAsync(cancellationToken, "PING") switch
            {
                RespError { Message: var message } => message.StartsWith("NOAUTH", StringComparison.Ordinal) ? true : null,
                _ => false,
            };
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return null;
        }
    }

    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;
}
