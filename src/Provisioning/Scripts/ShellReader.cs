using System.Text;

namespace RedisSafety.Provisioning.Scripts;

/// <summary>
/// Splits a shell script into commands: quotes, continued lines, comments, variables, and <c>for</c> over a list of words, whose body is
/// given once for each. Enough to read commands of a tool, in scripts, in Markdown, and in the steps of a build file; no shell.
/// </summary>
internal sealed class ShellReader
{
    private const int Most = 5_000;

    private static readonly HashSet<string> Keywords =
        new(StringComparer.Ordinal) { "then", "do", "else", "{", "}", "(", ")", "!", "$", "time", "sudo", "exec", "-", "run:" };
    private static readonly HashSet<string> Declarations = new(StringComparer.Ordinal) { "export", "local", "readonly", "declare" };

    private readonly List<RawWord[]> _lines;
    private readonly Dictionary<string, (string Text, bool IsKnown)> _variables = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<ShellWord>> _commands = [];

    private ShellReader(List<RawWord[]> lines) => _lines = lines;

    public static IReadOnlyList<IReadOnlyList<ShellWord>> Read(string script)
    {
        var reader = new ShellReader(Split(script));
        reader.Run(0, reader._lines.Count, 0);
        return reader._commands;
    }

    private void Run(int start, int end, int depth)
    {
        for (var at = start; at < end && _commands.Count < Most; at++)
        {
            var words = _lines[at].SkipWhile(static word => Keywords.Contains(word.Plain)).ToArray();
            if (words.Length >= 3 && words[0].Plain == "for" && words[2].Plain == "in" && depth < 5)
            {
                var close = Close(at, end);
                foreach (var value in words.Skip(3).TakeWhile(static word => word.Plain != "do").SelectMany(Values).Take(200))
                {
                    _variables[words[1].Plain] = value;
                    Run(at + 1, close, depth + 1);
                }

                _variables.Remove(words[1].Plain);
                at = close;
            }
            else if (words.Length > 0)
            {
                Command(words);
            }
        }
    }

    // The line of the matching done.
    private int Close(int start, int end)
    {
        var depth = 0;
        for (var at = start; at < end; at++)
        {
            foreach (var word in _lines[at])
            {
                depth += word.Plain is "for" or "while" or "until"
                    && ReferenceEquals(word, _lines[at].First(one => !Keywords.Contains(one.Plain))) ? 1
                    : word.Plain == "done" && ReferenceEquals(word, _lines[at][0]) ? -1 : 0;
            }

            if (depth <= 0)
            {
                return at;
            }
        }

        return end;
    }

    private void Command(RawWord[] words)
    {
        var at = Declarations.Contains(words[0].Plain) ? 1 : 0;
        var first = at;
        while (at < words.Length && Assignment(words[at]) is { } name)
        {
            var value = Expand(words[at]);
            _variables[name] = (value.Text.Substring(name.Length + 1), value.IsKnown);
            at++;
        }

        if (at < words.Length && (at == first || first == 0))
        {
            _commands.Add([.. words.Skip(at).Select(Expand)]);
        }
    }

    private static string? Assignment(RawWord word)
    {
        var equals = word.Plain.IndexOf('=');
        return equals > 0 && (char.IsLetter(word.Plain[0]) || word.Plain[0] == '_')
            && word.Plain.Take(equals)
                .All(static character => char.IsLetterOrDigit(character) || character == '_') ? word.Plain.Substring(0, equals) : null;
    }

    // An unquoted variable is as many words as its value has.
    private IEnumerable<(string Text, bool IsKnown)> Values(RawWord word)
    {
        var value = Expand(word);
        if (word.Parts.Count == 1 && word.Parts[0].Kind == PartKind.Text && Range(value.Text) is { } numbers)
        {
            return numbers.Select(static number => (number, true));
        }

        return word.Parts.Any(static part => part.Kind == PartKind.Variable && !part.IsQuoted) && value.IsKnown
            ? value.Text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(static text => (text, true))
            : [(value.Text, value.IsKnown)];
    }

    private static IEnumerable<string>? Range(string text)
    {
        var parts = text.StartsWith("{", StringComparison.Ordinal) && text.EndsWith("}", StringComparison.Ordinal)
            ? text.Substring(1, text.Length - 2).Split([".."], StringSplitOptions.None) : [];
        if (parts.Length != 2 || !int.TryParse(parts[0], out var from) || !int.TryParse(parts[1], out var to) || to < from
            || to - from > 200)
        {
            return null;
        }

        var width = parts[0].StartsWith("0", StringComparison.Ordinal) ? parts[0].Length : 0;
        return Enumerable.Range(from, to - from + 1)
            .Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(width, '0'));
    }

    private ShellWord Expand(RawWord word)
    {
        var text = new StringBuilder();
        var isKnown = true;
        foreach (var part in word.Parts)
        {
            if (part.Kind == PartKind.Text)
            {
                text.Append(part.Text);
            }
            else if (part.Kind == PartKind.Variable && _variables.TryGetValue(part.Text, out var value))
            {
                text.Append(value.Text);
                isKnown &= value.IsKnown;
            }
            else
            {
                text.Append(part.Kind == PartKind.Variable ? "${" + part.Text + "}" : "${?}");
                isKnown = false;
            }

            if (text.Length > 20_000)
            {
                return new("${?}", false, word.Line, word.Column);
            }
        }

        return new(text.ToString(), isKnown, word.Line, word.Column);
    }

    private static List<RawWord[]> Split(string script)
    {
        var lines = new List<RawWord[]>();
        var words = new List<RawWord>();
        RawWord? word = null;
        var (line, lineStart, at) = (1, 0, 0);

        void EndWord()
        {
            if (word is not null)
            {
                words.Add(word);
                word = null;
            }
        }

        void EndLine()
        {
            EndWord();
            if (words.Count > 0)
            {
                lines.Add([.. words]);
                words.Clear();
            }
        }

        RawWord Word() => word ??= new RawWord(line, at - lineStart + 1);

        while (at < script.Length)
        {
            var character = script[at];
            switch (character)
            {
                case '\n':
                    EndLine();
                    at++;
                    line++;
                    lineStart = at;
                    break;
                case ' ' or '\t' or '\r':
                    EndWord();
                    at++;
                    break;
                case ';' or '|' or '&':
                    EndLine();
                    at++;
                    break;
                case '#' when word is null:
                    while (at < script.Length && script[at] != '\n')
                    {
                        at++;
                    }

                    break;
                case '\\' or '`' when at + 1 < script.Length
                    && (script[at + 1] == '\n' || (script[at + 1] == '\r' && at + 2 < script.Length && script[at + 2] == '\n')):
                    // The line goes on, in a shell or in PowerShell.
                    EndWord();
                    at = script.IndexOf('\n', at) + 1;
                    line++;
                    lineStart = at;
                    break;
                case '\\' when at + 1 < script.Length:
                    Word().Add(PartKind.Text, script[at + 1].ToString(), false);
                    at += 2;
                    break;
                case '\'':
                    var close = script.IndexOf('\'', at + 1);
                    close = close < 0 ? script.Length : close;
                    var quoted = script.Substring(at + 1, close - at - 1);
                    Word().Add(PartKind.Text, quoted, true);
                    Lines(quoted, at + 1, ref line, ref lineStart);
                    at = Math.Min(script.Length, close + 1);
                    break;
                case '"':
                    Word().Add(PartKind.Text, "", true);
                    at++;
                    while (at < script.Length && script[at] != '"')
                    {
                        if (script[at] == '\\' && at + 1 < script.Length)
                        {
                            if (script[at + 1] is '"' or '\\' or '$' or '`')
                            {
                                word!.Add(PartKind.Text, script[at + 1].ToString(), true);
                            }
                            else if (script[at + 1] != '\n')
                            {
                                word!.Add(PartKind.Text, script.Substring(at, 2), true);
                            }

                            Lines(script.Substring(at, 2), at, ref line, ref lineStart);
                            at += 2;
                        }
                        else if (script[at] is '$' or '`')
                        {
                            Variable(script, ref at, word!, true, ref line, ref lineStart);
                        }
                        else
                        {
                            Lines(script[at].ToString(), at, ref line, ref lineStart);
                            word!.Add(PartKind.Text, script[at++].ToString(), true);
                        }
                    }

                    at++;
                    break;
                case '$' or '`':
                    Variable(script, ref at, Word(), false, ref line, ref lineStart);
                    break;
                default:
                    Word().Add(PartKind.Text, character.ToString(), false);
                    at++;
                    break;
            }
        }

        EndLine();
        return lines;
    }

    private static void Variable(string script, ref int at, RawWord word, bool isQuoted, ref int line, ref int lineStart)
    {
        var start = at;
        if (script[at] == '`')
        {
            // A command's output; in Markdown, a mark around one.
            var end = script.IndexOf('`', at + 1);
            var lineEnd = script.IndexOf('\n', at);
            if (end < 0 || (lineEnd >= 0 && lineEnd < end))
            {
                at++;
                return;
            }

            at = end + 1;
            word.Add(PartKind.Command, "", isQuoted);
            return;
        }

        at++;
        if (at < script.Length && script[at] is '(' or '{')
        {
            var (open, close) = script[at] == '(' ? ('(', ')') : ('{', '}');
            var depth = 0;
            while (at < script.Length)
            {
                depth += script[at] == open ? 1 : script[at] == close ? -1 : 0;
                at++;
                if (depth == 0)
                {
                    break;
                }
            }

            var inner = script.Substring(start + 2, Math.Max(0, at - start - 3));
            Lines(inner, start + 2, ref line, ref lineStart);
            var isName = open == '{' && inner.Length > 0
                && inner.All(static character => char.IsLetterOrDigit(character) || character == '_');
            word.Add(isName ? PartKind.Variable : PartKind.Command, isName ? inner : "", isQuoted);
            return;
        }

        while (at < script.Length && (char.IsLetterOrDigit(script[at]) || script[at] == '_'))
        {
            at++;
        }

        if (at == start + 1)
        {
            word.Add(PartKind.Text, "$", isQuoted);
        }
        else
        {
            word.Add(PartKind.Variable, script.Substring(start + 1, at - start - 1), isQuoted);
        }
    }

    private static void Lines(string text, int start, ref int line, ref int lineStart)
    {
        for (var at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            line++;
            lineStart = start + at + 1;
        }
    }

    private enum PartKind
    {
        Text,
        Variable,
        Command,
    }

    private readonly record struct Part(PartKind Kind, string Text, bool IsQuoted);

    private sealed class RawWord(int line, int column)
    {
        private readonly StringBuilder _plain = new();

        public int Line { get; } = line;

        public int Column { get; } = column;

        public List<Part> Parts { get; } = [];

        /// <summary>The text without its variables.</summary>
        public string Plain => _plain.ToString();

        public void Add(PartKind kind, string text, bool isQuoted)
        {
            _plain.Append(kind == PartKind.Text ? text : "\0");
            if (kind == PartKind.Text && Parts.Count > 0 && Parts[Parts.Count - 1] is { Kind: PartKind.Text } last)
            {
                Parts[Parts.Count - 1] = last with { Text = last.Text + text };
            }
            else
            {
                Parts.Add(new(kind, text, isQuoted));
            }
        }
    }
}
