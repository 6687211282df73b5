namespace RedisSafety.Drills.Targets;

/// <summary>Servers on this machine that live for one scenario.</summary>
internal sealed class LocalTarget(
    LocalScenario scenario,
    LocalServers servers) : IDrillTarget
{
    /// <inheritdoc/>
    public string Name => scenario.Name;

    /// <inheritdoc/>
    public string Description => scenario.Description;

    /// <inheritdoc/>
    public string Configuration => servers.Configuration;

    /// <inheritdoc/>
    public IReadOnlyList<NodeAddress> Nodes => servers.Nodes;

    /// <inheritdoc/>
    public NodeAddress? Endpoint => servers.Endpoint;

    /// <inheritdoc/>
    public DeploymentAccess Access => DeploymentAccess.Open;

    /// <inheritdoc/>
    public string Tag { get; } = "redis-safety-drill";

    /// <inheritdoc/>
    public bool ExpectsFailover => scenario.ExpectsFailover;

    /// <inheritdoc/>
    public bool ReturnsToFirst => scenario.ReturnsToFirst;

    /// <inheritdoc/>
    public Task DisturbAsync(Action<string> note, CancellationToken cancellationToken) => servers.DisturbAsync(note, cancellationToken);

    /// <inheritdoc/>
    public Task RestoreAsync(Action<string> note, CancellationToken cancellationToken) => servers.RestoreAsync(note, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => servers.DisposeAsync();
}
