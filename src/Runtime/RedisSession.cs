using RedisSafety.Replication;
using RedisSafety.Sessions;
using RedisSafety.Topology;

namespace RedisSafety;

/// <summary>
/// The reads and writes that belong together, such as those of one web request or one visitor. Within a session, "your own write"
/// means the session's; its <see cref="Token"/> carries that promise to another process.
/// </summary>
/// <remarks>
/// A session is ambient: from <see cref="RedisRouter.StartSession"/> until it is disposed, it applies to every call that the starting
/// method makes or awaits, on any thread. Work that goes on after the session is disposed belongs to the session around it; if there
/// is none, every write of the process counts as its own. A session is safe for use by many threads.
/// </remarks>
public sealed class RedisSession : IDisposable
{
    private static readonly TimeSpan TokenWait = TimeSpan.FromMilliseconds(250);

    private readonly IDeploymentWatch _watch;
    private readonly TimeProvider _time;
    private readonly Freshness _freshness;
    private readonly SessionPlaces _places;
    private readonly RedisSession? _outer;
    private int _disposed;

    internal RedisSession(IDeploymentWatch watch, TimeProvider time, Freshness freshness, SessionPlaces places)
    {
        (_watch, _time, _freshness, _places) = (watch, time, freshness, places);
        Ledger = new(places);
        _outer = freshness.Session;
        freshness.Session = this;
    }

    /// <summary>
    /// Whether a failover has lost writes of this session, or of those that its token stands for: they were acknowledged, and cannot
    /// be shown to have reached the new primary.
    /// </summary>
    public bool LostWrites => _places.LostWrites;

    /// <summary>Whether the session has written or seen something that is not in the token with which it began.</summary>
    public bool HasChanged => _places.HasChanged;

    /// <summary>
    /// What another process needs to go on with this session: authenticated, at most 2,048 characters, of letters, digits,
    /// <c>-</c> and <c>_</c>; empty if there is nothing to carry. It is as precise as what is known at this moment:
    /// <see cref="GetTokenAsync"/> waits until the last write can be named, and spares the next process reads from the primary.
    /// </summary>
    public string Token => _places.Describe(out _);

    /// <summary>The memory of the session.</summary>
    internal SessionLedger Ledger { get; }

    /// <summary>The innermost session that is not disposed, from this one outwards.</summary>
    internal RedisSession? Current
    {
        get
        {
            var session = this;
            while (session is not null && Volatile.Read(ref session._disposed) != 0)
            {
                session = session._outer;
            }

            return session;
        }
    }

    internal bool IsResumed => Ledger.IsResumed;

    /// <summary>The moment at which the session's token arrived, or <see cref="PrimaryTimeline.Never"/>.</summary>
    internal long ResumedAt => Ledger.ResumedAt;

    /// <summary>The token, once the primary has been asked how far it had come after the session's last write: a few milliseconds.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>
    /// The token. It stands for every write. It is less precise if the primary did not answer in time, or does not allow the question.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<string> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        var startedAt = _time.GetTimestamp();
        while (true)
        {
            var progress = _watch.NextProgress();
            var token = _places.Describe(out var isComplete);
            var left = TokenWait - _time.GetElapsedTime(startedAt);
            if (isComplete || left <= TimeSpan.Zero || !_places.CanLearnMore)
            {
                return token;
            }

            _watch.HastenForCall();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(progress, Task.Delay(left, _time, ended.Token)).ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the session; the one around it, if there is one, applies again and takes over what this one wrote and saw.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            var outer = _outer?.Current;
            outer?.Ledger.Absorb(Ledger);
            _freshness.Leave(this, outer);
        }
    }
}
