using RedisSafety.Topology;

namespace RedisSafety.Calls;

/// <summary>Every object that waits for answers or may do so again. It is listed for its lifetime, which costs a call nothing.</summary>
internal sealed class AttemptList
{
    // Threads that make such objects at the same time seldom meet at one list. A power of two.
    private const int Count = 8;

    private static readonly AttemptList[] All = [.. Enumerable.Range(0, Count).Select(static _ => new AttemptList())];

    private readonly object _lock = new();
    private Attempt? _first;

    /// <summary>
    /// No longer waits for a node's answers to calls that may be repeated elsewhere. The others go on waiting: only that node can tell
    /// whether they were applied.
    /// </summary>
    public static void GiveUpRepeatable(DeploymentNode node)
    {
        List<Attempt> ended = [];
        foreach (var list in All)
        {
            list.EndAt(node, ended);
        }

        foreach (var attempt in ended)
        {
            attempt.GiveUp(ReplacedPrimaryException.Before(node));
        }
    }

    /// <summary>Ends the waiting for the answers that are due.</summary>
    /// <returns>The earliest deadline that has not come; <see cref="long.MaxValue"/> if there is none.</returns>
    public static long Expire(AttemptDeadlines deadlines, long now)
    {
        var next = long.MaxValue;
        List<(Attempt Attempt, Exception Why)> ended = [];
        foreach (var list in All)
        {
            list.Expire(deadlines, now, ref next, ended);
        }

        foreach (var (attempt, why) in ended)
        {
            attempt.GiveUp(why);
        }

        return next;
    }

    public static void Add(Attempt attempt) => All[Environment.CurrentManagedThreadId & (Count - 1)].Link(attempt);

    public static void Remove(Attempt attempt) => attempt.List?.Unlink(attempt);

    private void EndAt(DeploymentNode node, List<Attempt> ended)
    {
        lock (_lock)
        {
            for (var attempt = _first; attempt is not null; attempt = attempt.Next)
            {
                if (attempt.TryEndAt(node))
                {
                    ended.Add(attempt);
                }
            }
        }
    }

    private void Expire(AttemptDeadlines deadlines, long now, ref long next, List<(Attempt Attempt, Exception Why)> ended)
    {
        lock (_lock)
        {
            for (var attempt = _first; attempt is not null; attempt = attempt.Next)
            {
                if (attempt.Expire(deadlines, now, ref next) is { } why)
                {
                    ended.Add((attempt, why));
                }
            }
        }
    }

    private void Link(Attempt attempt)
    {
        lock (_lock)
        {
            attempt.List = this;
            attempt.Next = _first;
            if (_first is not null)
            {
                _first.Previous = attempt;
            }

            _first = attempt;
        }
    }

    private void Unlink(Attempt attempt)
    {
        lock (_lock)
        {
            if (attempt.Previous is { } previous)
            {
                previous.Next = attempt.Next;
            }
            else
            {
                _first = attempt.Next;
            }

            if (attempt.Next is { } next)
            {
                next.Previous = attempt.Previous;
            }

            attempt.List = null;
            attempt.Previous = attempt.Next = null;
        }
    }
}
