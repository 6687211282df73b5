using System.Collections.Concurrent;
using System.Globalization;

namespace RedisSafety.Commands.Data;

/// <summary>
/// Reads the embedded files, whose first lines explain their format. Names are indexed at once; a command is read when it is first
/// asked for, so that a build which uses three commands pays for three.
/// </summary>
internal sealed class CommandData
{
    private readonly Dictionary<string, string[]> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string[]> _additions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RetryCategory> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ValueUse Use, ValuePart Part)> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<RetryRule>> _retryRules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReplyShape> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RepeatedReply> _replies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ReplyRule>> _replyRules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SharedConnectionUse Use, string Advice)> _restrictions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConnectionRule> _connectionRules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _replicaAlternatives = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<(string Command, string Argument)> _numbers = [];
    private readonly HashSet<string> _unreliable = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RedisCommand> _commands = new(StringComparer.Ordinal);

    private CommandData(IEnumerable<string> files, string overlay)
    {
        foreach (var file in files)
        {
            Index(Lines(file));
        }

        foreach (var line in Lines(overlay))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                ReadOverlay(line);
            }
        }

        Names = [.. _entries.Keys.OrderBy(static name => name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Every name that the overlay speaks of.</summary>
    public IEnumerable<string> OverlayNames => _categories.Keys.Concat(_uses.Keys).Concat(_retryRules.Keys).Concat(_shapes.Keys).Concat(_replies.Keys).Concat(_replyRules.Keys).Concat(_restrictions.Keys)
        .Concat(_connectionRules.Keys).Concat(_replicaAlternatives.Keys).Concat(_keys.Keys).Concat(_unreliable)
        .Concat(_numbers.Select(static number => number.Command));

    public static CommandData Load() => new([Embedded("redis.txt"), Embedded("newer.txt")], Embedded("overlay.txt"));

    public RedisCommand? Find(string name)
    {
        if (!_entries.TryGetValue(name, out var lines))
        {
            return null;
        }

        var command = _commands.TryGetValue(lines[0], out var known) ? known : Read(lines);
        return _commands.GetOrAdd(lines[0], command);
    }

    internal static string Embedded(string name)
    {
        using var stream = typeof(CommandData).Assembly.GetManifestResourceStream($"RedisSafety.Commands.Data.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static RetryCategory Category(string name) => name switch
    {
        "readonly" => RetryCategory.ReadOnly,
        "checked" => RetryCategory.WriteChecked,
        "last-wins" => RetryCategory.WriteLastWins,
        "accumulating" => RetryCategory.WriteAccumulating,
        "never" => RetryCategory.Never,
        _ => throw new InvalidDataException($"The category '{name}' is not known."),
    };

    private static ReplyShape Shape(string name) => name switch
    {
        "integer" => ReplyShape.WholeNumber,
        "status" => ReplyShape.Status,
        "stream-id" => ReplyShape.StreamId,
        _ => throw new InvalidDataException($"The shape '{name}' is not known."),
    };

    private static RepeatedReply Reply(string name) => name switch
    {
        "same" => RepeatedReply.Same,
        "differs" => RepeatedReply.Differs,
        "fails" => RepeatedReply.Fails,
        _ => throw new InvalidDataException($"The reply '{name}' is not known."),
    };

    private static string[] Lines(string file) => file.Split('\n');

    private void Index(string[] lines)
    {
        var start = -1;
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && lines[i].Length > 0 && lines[i][0] == '\t')
            {
                continue;
            }

            if (start >= 0)
            {
                var entry = new string[i - start];
                Array.Copy(lines, start, entry, 0, entry.Length);
                Add(entry);
            }

            start = i < lines.Length && lines[i].Length > 0 && lines[i][0] != '#' ? i : -1;
        }
    }

    private void Add(string[] entry)
    {
        if (entry[0][0] == '+')
        {
            _additions.Add(entry[0].Substring(1), entry);
        }
        else
        {
            _entries.Add(entry[0], entry);
        }
    }

    private void ReadOverlay(string line)
    {
        var (kind, rest) = Split(line, ' ');
        switch (kind)
        {
            case "retry":
                var (category, names) = Split(rest, ' ');
                foreach (var name in SplitNames(names))
                {
                    _categories.Add(name, Category(category));
                }

                break;
            case "use":
                var (form, used) = Split(rest, ':');
                var (action, part) = Split(form, ' ');
                foreach (var name in SplitNames(used))
                {
                    _uses.Add(name, (ValueUseOf(action), PartOf(part)));
                }

                break;
            case "retry-with":
                var (with, condition) = Split(rest, ' ');
                var (command, words) = Split(condition, ':');
                if (!_retryRules.TryGetValue(command, out var rules))
                {
                    _retryRules.Add(command, rules = []);
                }

                rules.Add(new RetryRule(Category(with), Words(words)));
                break;
            case "shape":
                var (shape, shaped) = Split(rest, ' ');
                foreach (var name in SplitNames(shaped))
                {
                    _shapes.Add(name, Shape(shape));
                }

                break;
            case "reply":
                var (reply, replying) = Split(rest, ' ');
                foreach (var name in SplitNames(replying))
                {
                    _replies.Add(name, Reply(reply));
                }

                break;
            case "reply-with":
                var (replyWith, replyCondition) = Split(rest, ' ');
                var (replyingWith, replyWords) = Split(replyCondition, ':');
                if (!_replyRules.TryGetValue(replyingWith, out var replyRules))
                {
                    _replyRules.Add(replyingWith, replyRules = []);
                }

                replyRules.Add(new ReplyRule(Reply(replyWith), Words(replyWords)));
                break;
            case "connection":
                var (use, restricted) = Split(rest, ' ');
                var (commands, advice) = Split(restricted, ':');
                foreach (var name in SplitNames(commands))
                {
                    _restrictions.Add(name, (Use(use), advice));
                }

                break;
            case "connection-with":
                var (useWith, restrictedWith) = Split(rest, ' ');
                var (commandWith, wordsAndAdvice) = Split(restrictedWith, ':');
                var (connectionWords, adviceWith) = Split(wordsAndAdvice, ':');
                _connectionRules.Add(commandWith, new ConnectionRule(Use(useWith), Words(connectionWords), adviceWith));
                break;
            case "replica":
                var (refused, alternative) = Split(rest, ':');
                _replicaAlternatives.Add(refused, alternative);
                break;
            case "key":
                var (keyed, specification) = Split(rest, ' ');
                _keys.Add(keyed, specification);
                break;
            case "number":
                var (argument, numbered) = Split(rest, ' ');
                _numbers.UnionWith(SplitNames(numbered).Select(name => (name, argument)));
                break;
            case "free":
                _unreliable.UnionWith(SplitNames(rest));
                break;
            default:
                throw new InvalidDataException($"overlay.txt: '{line}' is not understood.");
        }
    }

    private RedisCommand Read(string[] lines)
    {
        var command = new RedisCommand(lines[0]);
        var keys = new List<KeySpecification>();
        var position = 1;
        while (position < lines.Length)
        {
            var (field, value) = Split(lines[position].Substring(1), ' ');
            if (field == "arg")
            {
                command.Arguments = ReadArguments(lines, ref position, depth: 1, command.Name);
                break;
            }

            position++;
            switch (field)
            {
                case "container":
                    command.IsContainer = true;
                    break;
                case "arity":
                    command.Arity = int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                    break;
                case "flags":
                    command.Flags = Words(value);
                    break;
                case "since":
                    command.Since = Version.Parse(value);
                    break;
                case "deprecated":
                    command.DeprecatedSince = Version.Parse(value);
                    break;
                case "group":
                    command.Group = value;
                    break;
                case "summary":
                    command.Summary = value;
                    break;
                case "complexity":
                    command.Complexity = value;
                    break;
                case "key":
                    AddKey(keys, value);
                    break;
                default:
                    throw new InvalidDataException($"{command.Name}: the field '{field}' is not known.");
            }
        }

        if (_keys.TryGetValue(command.Name, out var key))
        {
            AddKey(keys, key);
        }

        command.Keys = keys;
        if (_additions.TryGetValue(command.Name, out var addition))
        {
            command.Arguments = Extend(command, addition);
        }

        Overlay(command);
        return command;
    }

    private void Overlay(RedisCommand command)
    {
        command.HasReliableGrammar = !_unreliable.Contains(command.Name);
        command.HasRetryCategory = _categories.TryGetValue(command.Name, out var category) || command.IsReadOnly;
        command.RetryCategory = _categories.ContainsKey(command.Name) ? category
            : command.IsReadOnly ? RetryCategory.ReadOnly
            : RetryCategory.Never;
        if (_retryRules.TryGetValue(command.Name, out var rules))
        {
            command.RetryRules = rules;
        }

        command.ReplyShape = _shapes.TryGetValue(command.Name, out var shape) ? shape : ReplyShape.Unknown;
        command.RepeatedReply = _replies.TryGetValue(command.Name, out var reply) ? reply : RepeatedReply.Same;
        if (_replyRules.TryGetValue(command.Name, out var replyRules))
        {
            command.ReplyRules = replyRules;
        }

        command.HasUse = _uses.TryGetValue(command.Name, out var use);
        (command.Use, command.Part) = use;
        if (_restrictions.TryGetValue(command.Name, out var restriction))
        {
            (command.ConnectionUse, command.ConnectionAdvice) = restriction;
        }

        if (_connectionRules.TryGetValue(command.Name, out var rule))
        {
            command.ConnectionRule = rule;
        }

        if (_replicaAlternatives.TryGetValue(command.Name, out var alternative))
        {
            command.ReplicaAlternative = alternative;
        }
    }

    private static void AddKey(List<KeySpecification> keys, string text)
    {
        // The channels of sharded publish and subscribe choose a node as keys do, but name none.
        if (!text.EndsWith(" not_key", StringComparison.Ordinal) && KeySpecification.Parse(text) is { } specification)
        {
            keys.Add(specification);
        }
    }

    private List<CommandArgument> ReadArguments(string[] lines, ref int position, int depth, string command)
    {
        var arguments = new List<CommandArgument>();
        while (position < lines.Length && Depth(lines[position]) == depth)
        {
            var argument = ReadArgument(lines[position].Substring(depth + "arg ".Length), command);
            arguments.Add(argument);
            position++;
            argument.Children = ReadArguments(lines, ref position, depth + 1, command);
        }

        return arguments;
    }

    private CommandArgument ReadArgument(string text, string command)
    {
        var words = text.Split(' ');
        var argument = new CommandArgument(words[0], words[1] switch
        {
            "key" => ArgumentKind.Key,
            "string" => ArgumentKind.Text,
            "integer" => _numbers.Contains((command, words[0])) ? ArgumentKind.Number : ArgumentKind.WholeNumber,
            "double" => ArgumentKind.Number,
            "unix-time" => ArgumentKind.UnixTime,
            "pattern" => ArgumentKind.Pattern,
            "pure-token" => ArgumentKind.Word,
            "oneof" => ArgumentKind.Choice,
            "block" => ArgumentKind.Block,
            var other => throw new InvalidDataException($"{command}: the argument type '{other}' is not known."),
        });
        for (var i = 2; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "optional":
                    argument.IsOptional = true;
                    break;
                case "multiple":
                    argument.IsMultiple = true;
                    break;
                case "multiple-token":
                    argument.RepeatsWord = true;
                    break;
                case "since":
                    argument.Since = Version.Parse(words[++i]);
                    break;
                case "token":
                    argument.Word = words[++i];
                    break;
                default:
                    throw new InvalidDataException($"{command}: '{words[i]}' is not known of an argument.");
            }
        }

        argument.Time = TimeOf(command, argument);
        return argument;
    }

    /// <summary>Redis marks moments, but not their unit, and durations not at all: their names and those of the commands tell.</summary>
    private static TimeForm TimeOf(string command, CommandArgument argument) => argument.Kind switch
    {
        ArgumentKind.UnixTime => argument.Name.Contains("milliseconds") || command == "XCLAIM" ? TimeForm.UnixMilliseconds : TimeForm.UnixSeconds,
        ArgumentKind.Word or ArgumentKind.Choice or ArgumentKind.Block or ArgumentKind.Key => TimeForm.None,
        _ => argument.Name switch
        {
            "seconds" => TimeForm.Seconds,
            "milliseconds" or "ms" or "min-idle-time" => TimeForm.Milliseconds,
            "ttl" => TimeForm.Milliseconds,
            // Pops wait for seconds; WAIT, WAITAOF, CLIENT PAUSE, MIGRATE and FAILOVER for milliseconds.
            "timeout" => argument.Kind == ArgumentKind.Number || command == "BRPOPLPUSH" ? TimeForm.Seconds : TimeForm.Milliseconds,
            _ => TimeForm.None,
        },
    };

    private List<CommandArgument> Extend(RedisCommand command, string[] addition)
    {
        const string After = "\tafter ";
        var position = 1;
        var arguments = command.Arguments.ToList();
        var index = arguments.Count;
        if (addition[position].StartsWith(After, StringComparison.Ordinal))
        {
            var name = addition[position++].Substring(After.Length);
            index = arguments.FindIndex(argument => argument.Name == name) + 1;
        }

        arguments.InsertRange(index, ReadArguments(addition, ref position, depth: 1, command.Name));
        return arguments;
    }

    private static int Depth(string line)
    {
        var depth = 0;
        while (depth < line.Length && line[depth] == '\t')
        {
            depth++;
        }

        return depth;
    }

    private static SharedConnectionUse Use(string name) => name switch
    {
        "blocking" => SharedConnectionUse.Blocking,
        "replication-wait" => SharedConnectionUse.ReplicationWait,
        "state" => SharedConnectionUse.ConnectionState,
        "transaction" => SharedConnectionUse.Transaction,
        "subscription" => SharedConnectionUse.Subscription,
        "replication" => SharedConnectionUse.Replication,
        _ => throw new InvalidDataException($"overlay.txt: the restriction '{name}' is not known."),
    };

    private static ValueUse ValueUseOf(string name) =>
        Enum.TryParse<ValueUse>(name, ignoreCase: true, out var use) ? use : throw new InvalidDataException($"overlay.txt: the use '{name}' is not known.");

    private static ValuePart PartOf(string name) =>
        Enum.TryParse<ValuePart>(name, ignoreCase: true, out var part) ? part : throw new InvalidDataException($"overlay.txt: the part '{name}' is not known.");

    private static (string Head, string Tail) Split(string text, char separator)
    {
        var at = text.IndexOf(separator);
        return at < 0 ? (text, "") : (text.Substring(0, at).Trim(), text.Substring(at + 1).Trim());
    }

    private static IEnumerable<string> SplitNames(string text) => text.Split(',').Select(static name => name.Trim());

    private static string[] Words(string text) => text.Split([' '], StringSplitOptions.RemoveEmptyEntries);
}
