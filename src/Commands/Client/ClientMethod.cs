using System.Collections.Concurrent;
using RedisSafety.Commands.Data;
using RedisSafety.Commands.Templates;

namespace RedisSafety.Commands.Client;

/// <summary>A method of StackExchange.Redis, and what it sends.</summary>
public sealed class ClientMethod
{
    private readonly string _command;
    private readonly IReadOnlyList<ClientChoice> _choices;
    private readonly IReadOnlyList<string> _written;
    private readonly ReplyMeaning _reply;

    // By which of the choices hold: the same few calls are asked for again and again.
    private readonly ConcurrentDictionary<ulong, ClientCall> _calls = new();

    internal ClientMethod(ClientType type, string name, string line)
    {
        Type = type;
        Name = name;
        var parts = line.Split('|').Select(static part => part.Trim()).ToArray();
        _command = parts[0];
        Kind = _command switch
        {
            "*" => ClientMethodKind.Named,
            "-" => ClientMethodKind.Local,
            "QUEUE" => ClientMethodKind.Queue,
            _ => ClientMethodKind.Command,
        };
        _reply = parts.Contains("claims") ? ReplyMeaning.Claims : parts.Contains("counts") ? ReplyMeaning.Counts : ReplyMeaning.Same;
        _written = [.. parts.Where(static part => part.StartsWith("writes ", StringComparison.Ordinal)).Select(static part => part.Substring("writes ".Length))];
        _choices = [.. parts.Skip(1)
            .Where(static part => part is not ("claims" or "counts") && !part.StartsWith("writes ", StringComparison.Ordinal))
            .Select(ClientChoice.Parse)];
        Deciding = new HashSet<string>(_choices.SelectMany(static choice => choice.Parameters), StringComparer.Ordinal);
    }

    /// <summary>The kind of object that has the method.</summary>
    public ClientType Type { get; }

    /// <summary>The method's name, without <c>Async</c>.</summary>
    public string Name { get; }

    /// <summary>How the method decides what is sent.</summary>
    public ClientMethodKind Kind { get; }

    /// <summary>The parameters by whose arguments it can differ what is sent.</summary>
    public IReadOnlyCollection<string> Deciding { get; }

    /// <summary>Every name of a command that the table gives for the method.</summary>
    internal IEnumerable<(string Name, bool IsInTable)> CommandNames =>
        _choices.Select(static choice => choice.Command).Prepend(Kind == ClientMethodKind.Command ? _command : null).OfType<string>()
            .Select(static command => (Split(command, out var category), category is null));

    /// <summary>Every parameter that the table asks for.</summary>
    internal IEnumerable<string> Parameters => _choices.SelectMany(static choice => choice.Parameters).Concat(_written);

    /// <summary>What a call of the method sends; null where it has no command of its own.</summary>
    /// <param name="arguments">
    /// The parameters of the overload that is called, by name, each with the constant that it is given: an enum's member by its
    /// name, otherwise in the invariant culture, <c>null</c> for null and default values. Null where the argument is not known.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="arguments"/> is null.</exception>
    public ClientCall? Resolve(IReadOnlyDictionary<string, string?> arguments)
    {
        if (arguments is null)
        {
            throw new ArgumentNullException(nameof(arguments));
        }

        if (Kind != ClientMethodKind.Command)
        {
            return null;
        }

        var held = 0UL;
        for (var i = 0; i < _choices.Count; i++)
        {
            held |= _choices[i].Holds(arguments) ? 1UL << i : 0;
        }

        return _calls.TryGetValue(held, out var known) ? known : _calls.GetOrAdd(held, Make(held));
    }

    /// <summary>What a call sends that names its command itself.</summary>
    /// <param name="tokens">The command, and its arguments; null for a token that is not known.</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokens"/> is null.</exception>
    public static ClientCall? Resolve(IReadOnlyList<string?> tokens)
    {
        if (CommandTable.Match(tokens ?? throw new ArgumentNullException(nameof(tokens))) is not { } command)
        {
            return null;
        }

        // Where every token is known, so is what numbers and keys among them do.
        RetryCategory? whole = tokens.All(static token => token is not null) && TemplateBinding.Bind(CommandTemplate.Of(tokens!)) is { IsValid: true } binding
            ? binding.RetryCategory
            : null;
        var claims = (whole ?? command.RetryCategoryOf(tokens)) == RetryCategory.WriteChecked || command.Name == "LREM";
        return new ClientCall(command.Name, tokens, whole, claims ? ReplyMeaning.Claims : ReplyMeaning.Same);
    }

    /// <summary>Whether a command that writes changes the key in this parameter, and does not only read it.</summary>
    /// <param name="parameter">The parameter's name.</param>
    public bool Writes(string parameter) => _written.Count == 0 || _written.Contains(parameter);

    /// <inheritdoc/>
    public override string ToString() => $"{Type}.{Name}";

    private ClientCall Make(ulong held)
    {
        var command = _command;
        RetryCategory? category = null;
        var words = new List<string?>();
        foreach (var choice in _choices.Where((_, index) => (held & (1UL << index)) != 0))
        {
            command = choice.Command ?? command;
            category = choice.Category ?? category;
            if (choice.Word is not null)
            {
                words.Add(choice.Word);
            }
        }

        var name = Split(command, out var own);

        // The name of a key stands between the command and its options.
        return new ClientCall(name, [.. name.Split(' '), null, .. words], category ?? own, _reply);
    }

    // "ARSET:last-wins" is a command that the command table does not know.
    private static string Split(string command, out RetryCategory? category)
    {
        var colon = command.IndexOf(':');
        category = colon < 0 ? null : CommandData.Category(command.Substring(colon + 1));
        return colon < 0 ? command : command.Substring(0, colon);
    }
}
