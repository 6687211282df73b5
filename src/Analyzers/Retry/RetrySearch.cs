using Microsoft.CodeAnalysis;

namespace RedisSafety.Analyzers.Retry;

/// <summary>The symbols that one question has led through, so that it ends where they lead back to each other.</summary>
internal sealed class RetrySearch
{
    /// <summary>More helpers around helpers than people write.</summary>
    private const int Deepest = 40;

    /// <summary>More than any answer takes that is not going round in circles.</summary>
    private const int MostSteps = 2_000;

    private readonly Dictionary<ISymbol, int> _asked = new(SymbolEqualityComparer.Default);
    private int _steps;

    // The outermost symbol that the way led back to. What was found inside it is not all there is to find.
    private int _ledBackTo = int.MaxValue;

    /// <summary>What has been found since the last symbol was entered does not depend on one around it.</summary>
    public bool IsWhole => _ledBackTo >= _asked.Count - 1;

    /// <summary>False where the symbol is being asked about already, or the question has gone on for too long.</summary>
    public bool TryEnter(ISymbol symbol)
    {
        if (_asked.TryGetValue(symbol, out var place))
        {
            _ledBackTo = Math.Min(_ledBackTo, place);
            return false;
        }

        if (_asked.Count >= Deepest || ++_steps > MostSteps)
        {
            _ledBackTo = -1;
            return false;
        }

        _asked.Add(symbol, _asked.Count);
        return true;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave(ISymbol symbol)
    {
        _asked.Remove(symbol);
        if (_ledBackTo >= _asked.Count)
        {
            _ledBackTo = int.MaxValue;
        }

        if (_asked.Count == 0)
        {
            _steps = 0;
            _ledBackTo = int.MaxValue;
        }
    }
}
