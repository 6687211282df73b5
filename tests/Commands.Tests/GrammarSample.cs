using System.Globalization;

namespace RedisSafety.Commands.Tests;

/// <summary>A command written from its grammar: with nothing that is optional, or with everything.</summary>
internal sealed class GrammarSample
{
    private readonly List<string> _tokens = [];
    private readonly bool _isFull;
    private readonly Version? _version;
    private int _keys;

    private GrammarSample(RedisCommand command, bool isFull, Version? version = null)
    {
        _isFull = isFull;
        _version = version;
        _tokens.AddRange(command.Name.Split(' '));
        Append(command.Arguments);
        while (!command.HasReliableGrammar && _tokens.Count < Math.Abs(command.Arity))
        {
            _tokens.Add("text");
        }
    }

    public static IReadOnlyList<string> Minimal(RedisCommand command) => new GrammarSample(command, isFull: false)._tokens;

    public static IReadOnlyList<string> Full(RedisCommand command) => new GrammarSample(command, isFull: true)._tokens;

    /// <summary>With everything that a server of this version knows.</summary>
    public static IReadOnlyList<string> Full(RedisCommand command, Version version) => new GrammarSample(command, isFull: true, version)._tokens;

    private void Append(IReadOnlyList<CommandArgument> arguments)
    {
        var counted = arguments.Any(static argument => argument.Name == "numkeys");
        foreach (var argument in arguments)
        {
            if (_version is not null && argument.Since > _version)
            {
                continue;
            }

            if (argument.IsOptional && !_isFull && !(counted && argument.Kind == ArgumentKind.Key))
            {
                continue;
            }

            Append(argument, withWord: true);
            if (argument.IsMultiple && _isFull)
            {
                Append(argument, argument.RepeatsWord);
            }
        }
    }

    private void Append(CommandArgument argument, bool withWord)
    {
        if (argument.Word is { } word && withWord)
        {
            _tokens.Add(word);
        }

        switch (argument.Kind)
        {
            case ArgumentKind.Word:
                break;
            case ArgumentKind.Choice:
                Append(argument.Children[0], withWord: true);
                break;
            case ArgumentKind.Block:
                Append(argument.Children);
                break;
            case ArgumentKind.Key:
                _tokens.Add("key" + (++_keys).ToString(CultureInfo.InvariantCulture));
                break;
            case ArgumentKind.WholeNumber or ArgumentKind.UnixTime:
                _tokens.Add(argument.Name == "numkeys" && _isFull ? "2" : "1");
                break;
            case ArgumentKind.Number:
                _tokens.Add("1.5");
                break;
            default:
                _tokens.Add("text");
                break;
        }
    }
}
