using System.Globalization;
using System.Text;

namespace RedisSafety.Analyzers.Baselines;

/// <summary>
/// Reads the entries of a baseline. A compiler has no JSON reader that an analyzer may rely on; the file needs arrays of flat objects only.
/// </summary>
internal sealed class BaselineReader
{
    private readonly string _text;
    private int _position;

    private BaselineReader(string text) => _text = text;

    /// <summary>The entries, or none if the text is not a baseline.</summary>
    public static IReadOnlyList<BaselineEntry> Read(string text)
    {
        var entries = new List<BaselineEntry>();
        try
        {
            new BaselineReader(text).ReadFile(entries);
            return entries;
        }
        catch (FormatException)
        {
            // Half a file would hide some findings and not others.
            return new List<BaselineEntry>();
        }
    }

    private void ReadFile(List<BaselineEntry> entries)
    {
        Expect('{');
        while (!Accept('}'))
        {
            var name = ReadString();
            Expect(':');
            if (name is "findings" or "accepted")
            {
                Expect('[');
                while (!Accept(']'))
                {
                    ReadEntry(entries, isAccepted: name == "accepted");
                    Accept(',');
                }
            }
            else
            {
                ReadScalar();
            }

            Accept(',');
        }
    }

    private void ReadEntry(List<BaselineEntry> entries, bool isAccepted)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect('{');
        while (!Accept('}'))
        {
            var name = ReadString();
            Expect(':');
            values[name] = ReadScalar();
            Accept(',');
        }

        if (!values.TryGetValue("rule", out var rule))
        {
            throw new FormatException();
        }

        var count = 1;
        if (values.TryGetValue("count", out var number)
            && !int.TryParse(number, NumberStyles.Integer, CultureInfo.InvariantCulture, out count))
        {
            throw new FormatException();
        }

        entries.Add(new BaselineEntry(rule, Value("project"), Value("member"), Value("subject"), count, isAccepted));

        string? Value(string name) => values.TryGetValue(name, out var value) ? value : null;
    }

    /// <summary>A string, a number or a word.</summary>
    private string ReadScalar()
    {
        if (Peek() == '"')
        {
            return ReadString();
        }

        var start = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] is '-' or '+' or '.'))
        {
            _position++;
        }

        return _position > start ? _text.Substring(start, _position - start) : throw new FormatException();
    }

    private string ReadString()
    {
        Expect('"');
        var value = new StringBuilder();
        for (; _position < _text.Length; _position++)
        {
            var character = _text[_position];
            if (character == '"')
            {
                _position++;
                return value.ToString();
            }

            value.Append(character == '\\' ? ReadEscaped() : character);
        }

        throw new FormatException();
    }

    /// <summary>The character after a backslash. The position is left at its last character.</summary>
    private char ReadEscaped()
    {
        _position++;
        if (_position >= _text.Length)
        {
            throw new FormatException();
        }

        switch (_text[_position])
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'u' when _position + 4 < _text.Length:
                var code = _text.Substring(_position + 1, 4);
                _position += 4;
                return (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            case var other: return other;
        }
    }

    private char Peek()
    {
        SkipSpace();
        return _position < _text.Length ? _text[_position] : throw new FormatException();
    }

    private bool Accept(char character)
    {
        if (Peek() != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char character)
    {
        if (!Accept(character))
        {
            throw new FormatException();
        }
    }

    /// <summary>Passes over space and comments, which the tool allows as well.</summary>
    private void SkipSpace()
    {
        while (_position < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_position]) || _text[_position] == '\uFEFF')
            {
                _position++;
            }
            else if (string.CompareOrdinal(_text, _position, "//", 0, 2) == 0)
            {
                var end = _text.IndexOf('\n', _position);
                _position = end < 0 ? _text.Length : end;
            }
            else
            {
                return;
            }
        }
    }
}
