using RedisSafety.Drills.Triggers;

namespace RedisSafety.Drills.Targets;

/// <summary>A deployment that exists already, and a trigger.</summary>
/// <param name="configuration">How clients reach it.</param>
/// <param name="map">Its nodes.</param>
/// <param name="trigger">Makes it fail over.</param>
/// <param name="settleLimit">How long the deployment may take to report that it is done.</param>
internal sealed class RemoteTarget(string configuration, DeploymentMap map, ITrigger trigger, TimeSpan settleLimit) : IDrillTarget
{
    /// <inheritdoc/>
    public string Name => "failover";

    /// <inheritdoc/>
    public string Description => trigger.Description;

    /// <inheritdoc/>
    public string Configuration => configuration;

    /// <inheritdoc/>
    public IReadOnlyList<NodeAddress> Nodes => map.Nodes;

    /// <inheritdoc/>
    public NodeAddress? Endpoint => map.Endpoint;

    /// <inheritdoc/>
    public DeploymentAccess Access => map.Access;

    /// <inheritdoc/>
    public string Tag => map.Tag;

    /// <inheritdoc/>
    public bool ExpectsFailover => true;

    /// <inheritdoc/>
    public bool ReturnsToFirst => false;

    /// <inheritdoc/>
    public Task DisturbAsync(Action<string> note, CancellationToken cancellationToken) => trigger.PullAsync(note, cancellationToken);

    /// <inheritdoc/>
    public async Task RestoreAsync(Action<string> note, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settleLimit);
        try
        {
            await trigger.SettleAsync(note, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            note($"the deployment did not report that it is available within {settleLimit.TotalSeconds:F0} s");
        }
        catch (DrillException fault)
        {
            // The failover is over: what was measured is worth more than the report of its end.
            note(fault.Message);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
