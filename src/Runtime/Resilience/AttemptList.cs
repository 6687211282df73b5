namespace RedisSafety.Resilience;

/// <summary>Sendings that are under way. Whoever takes one off the list, and nobody else, says how it ends.</summary>
internal sealed class AttemptList
{
    private readonly object _lock = new();
    private Attempt? _first;

    public void Add(Attempt attempt)
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

    /// <returns>Whether it was still on the list.</returns>
    public bool Remove(Attempt attempt)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(attempt.List, this))
            {
                return false;
            }

            Unlink(attempt);
            return true;
        }
    }

    /// <summary>Takes off what may be repeated elsewhere.</summary>
    public void TakeRepeatable(List<Attempt> taken)
    {
        lock (_lock)
        {
            for (var attempt = _first; attempt is not null;)
            {
                var next = attempt.Next;
                if (attempt.MayBeRepeatedElsewhere)
                {
                    Unlink(attempt);
                    taken.Add(attempt);
                }

                attempt = next;
            }
        }
    }

    private void Unlink(Attempt attempt)
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
