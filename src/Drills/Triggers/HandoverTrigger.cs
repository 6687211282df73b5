using System.Globalization;
using RedisSafety.Drills.Probing;

namespace RedisSafety.Drills.Triggers;

/// <summary>Sends the command for a planned failover: <c>FAILOVER</c>, <c>CLUSTER FAILOVER</c> or <c>SENTINEL FAILOVER</c>.</summary>
/// <param name="node">The server that gets the command.</param>
/// <param name="access">The credentials and the encryption of a connection to it.</param>
/// <param name="command">The command.</param>
internal sealed class HandoverTrigger(NodeAddress node, DeploymentAccess access, params string[] command) : ITrigger
{
    /// <inheritdoc/>
    public string Description => $"{string.Join(' ', command)} is sent to {node}.";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task PullAsync(Action<string> note, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var connection = await RespConnection.OpenAsync(node, access, limit.Token);
            if (await connection.SendAsync(limit.Token, command) is RespError refused)
            {
                throw new DrillException(
                    $"{node} refused {string.Join(' ', command)}: {refused.Message}. Name another trigger by --trigger.");
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new DrillException(string.Create(CultureInfo.InvariantCulture, $"{node} does not answer: {fault.Message}"), fault);
        }

        note($"{node} got {string.Join(' ', command)}");
    }

    /// <inheritdoc/>
    public Task SettleAsync(Action<string> note, CancellationToken cancellationToken) => Task.CompletedTask;
}
