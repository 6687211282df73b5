namespace RedisSafety.Drills.Triggers;

/// <summary>Makes a deployment fail over.</summary>
internal interface ITrigger
{
    /// <summary>One sentence for reports and for a dry run: what is done.</summary>
    string Description { get; }

    /// <summary>Checks that the trigger can be pulled. It changes nothing.</summary>
    /// <exception cref="DrillException">It cannot, or must not.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Pulls the trigger.</summary>
    /// <param name="note">Gets each event at the moment at which it happens.</param>
    /// <param name="cancellationToken">Ends the waiting for the command, not the failover.</param>
    /// <exception cref="DrillException">It failed.</exception>
    Task PullAsync(Action<string> note, CancellationToken cancellationToken);

    /// <summary>Waits until the deployment reports that it is done, if it reports that.</summary>
    /// <param name="note">Gets each event at the moment at which it happens.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task SettleAsync(Action<string> note, CancellationToken cancellationToken);
}
