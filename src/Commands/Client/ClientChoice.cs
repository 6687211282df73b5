using RedisSafety.Commands.Data;

namespace RedisSafety.Commands.Client;

/// <summary>What a method sends otherwise where some of its arguments are known.</summary>
internal sealed class ClientChoice
{
    private readonly List<Condition> _conditions;

    private ClientChoice(List<Condition> conditions, string effect)
    {
        _conditions = conditions;
        Word = effect[0] == '+' ? effect.Substring(1) : null;
        Category = effect[0] == '=' ? CommandData.Category(effect.Substring(1)) : null;
        Command = Word is null && Category is null ? effect : null;
    }

    /// <summary>The parameters that it asks for.</summary>
    public IEnumerable<string> Parameters => _conditions.Select(static condition => condition.Parameter);

    /// <summary>Another command, if it is one.</summary>
    public string? Command { get; }

    /// <summary>A word that is sent along, if it is one.</summary>
    public string? Word { get; }

    /// <summary>Another category, if it is one.</summary>
    public RetryCategory? Category { get; }

    /// <summary>Reads <c>values &amp; when=NotExists MSETNX</c>.</summary>
    public static ClientChoice Parse(string text)
    {
        var conditions = new List<Condition>();
        var words = text.Split(' ');
        var next = 0;

        // A word alone holds always.
        if (words.Length > 1)
        {
            conditions.Add(Condition.Parse(words[next++]));
            while (words[next] == "&")
            {
                conditions.Add(Condition.Parse(words[next + 1]));
                next += 2;
            }
        }

        return new ClientChoice(conditions, string.Join(" ", words.Skip(next)));
    }

    public bool Holds(IReadOnlyDictionary<string, string?> arguments)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Holds(arguments))
            {
                return false;
            }
        }

        return true;
    }

    private sealed record Condition(string Parameter, string[]? Values, bool IsNegated)
    {
        public static Condition Parse(string text)
        {
            var equals = text.IndexOf('=');
            if (equals < 0)
            {
                return new Condition(text, null, false);
            }

            var isNegated = text[equals - 1] == '!';
            return new Condition(text.Substring(0, isNegated ? equals - 1 : equals), text.Substring(equals + 1).Split(','), isNegated);
        }

        public bool Holds(IReadOnlyDictionary<string, string?> arguments) =>
            arguments.TryGetValue(Parameter, out var value)
            && (Values is null || (value is not null && Array.IndexOf(Values, value) >= 0) != IsNegated);
    }
}
