using System.Globalization;
using System.Text;

namespace RedisSafety.Provisioning.Documents;

/// <summary>
/// Reads JSON with the line and column of every value, which System.Text.Json does not keep, and which the compiler's process has in no
/// version that all hosts share. Strict as RFC 8259, but for a byte order mark and a repeated name, of which the last counts.
/// </summary>
internal sealed class JsonReader
{
    /// <summary>Deeper than any template: a limit against a stack overflow, which no caller can catch.</summary>
    private const int Deepest = 200;

    private readonly string _text;
    private readonly string _file;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private JsonReader(string text, string file)
    {
        _text = text;
        _file = file;
    }

    /// <exception cref="ProvisioningReadException">The text is no JSON.</exception>
    public static DocumentNode Read(string text, string file)
    {
        var reader = new JsonReader(text, file);
        if (text.Length > 0 && text[0] == '\uFEFF')
        {
            reader._at = 1;
        }

        reader.SkipSpace();
        var node = reader.Value("", 0);
        reader.SkipSpace();
        return reader._at == text.Length ? node : throw reader.Error("the document ends before this");
    }

    private DocumentNode Value(string path, int depth)
    {
        if (depth > Deepest)
        {
            throw Error($"more than {Deepest} levels of nesting");
        }

        var place = Place(path);
        switch (Current)
        {
            case '{':
                return Mapping(path, depth, place);
            case '[':
                return Sequence(path, depth, place);
            case '"':
                return DocumentNode.OfText(String(), place);
            case 't':
                return Word("true", DocumentKind.Boolean, place);
            case 'f':
                return Word("false", DocumentKind.Boolean, place);
            case 'n':
                Word("null", DocumentKind.Null, place);
                return DocumentNode.Null(place);
            case '-' or (>= '0' and <= '9'):
                return Number(place);
            default:
                throw Error(_at >= _text.Length ? "the document ends where a value is expected"
                    : $"'{Shown(Current)}' is no start of a JSON value");
        }
    }

    private DocumentNode Mapping(string path, int depth, SourcePlace place)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>();
        _at++;
        SkipSpace();
        while (Current != '}')
        {
            if (Current != '"')
            {
                throw Error("a name in double quotes, or '}', is expected");
            }

            var name = String();
            SkipSpace();
            Expect(':');
            SkipSpace();
            members.Add(new(name, Value(path.Length == 0 ? name : path + "." + name, depth + 1)));
            SkipSpace();
            if (Current != ',')
            {
                break;
            }

            _at++;
            SkipSpace();
            if (Current == '}')
            {
                throw Error("a name is expected after ','");
            }
        }

        Expect('}');
        return DocumentNode.Mapping(members, place);
    }

    private DocumentNode Sequence(string path, int depth, SourcePlace place)
    {
        var items = new List<DocumentNode>();
        _at++;
        SkipSpace();
        while (Current != ']')
        {
            items.Add(Value($"{path}[{items.Count}]", depth + 1));
            SkipSpace();
            if (Current != ',')
            {
                break;
            }

            _at++;
            SkipSpace();
            if (Current == ']')
            {
                throw Error("a value is expected after ','");
            }
        }

        Expect(']');
        return DocumentNode.Sequence(items, place);
    }

    private DocumentNode Word(string word, DocumentKind kind, SourcePlace place)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            throw Error($"'{word}' is expected");
        }

        _at += word.Length;
        return DocumentNode.Scalar(kind, word, place);
    }

    private DocumentNode Number(SourcePlace place)
    {
        var start = _at;
        while (Current is '-' or '+' or '.' or 'e' or 'E' or (>= '0' and <= '9'))
        {
            _at++;
        }

        var text = _text.Substring(start, _at - start);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? DocumentNode.Scalar(DocumentKind.Number, text, place)
            : throw Error($"'{text}' is no number");
    }

    private string String()
    {
        var start = ++_at;
        while (_at < _text.Length && _text[_at] is not ('"' or '\\' or < ' '))
        {
            _at++;
        }

        if (Current == '"')
        {
            return _text.Substring(start, _at++ - start);
        }

        var text = new StringBuilder(_text, start, _at - start, Math.Max(16, _at - start + 16));
        while (Current != '"')
        {
            if (_at >= _text.Length || Current < ' ')
            {
                throw Error("a string has no closing double quote");
            }

            if (Current == '\\')
            {
                _at++;
                text.Append(Escaped());
            }
            else
            {
                text.Append(_text[_at++]);
            }
        }

        _at++;
        return text.ToString();
    }

    private char Escaped()
    {
        var escape = Current;
        _at++;
        switch (escape)
        {
            case '"' or '\\' or '/':
                return escape;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= _text.Length
                && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default:
                throw Error("an escape that JSON does not have");
        }
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    private void SkipSpace()
    {
        for (; _at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n'; _at++)
        {
            if (_text[_at] == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
        }
    }

    private void Expect(char character)
    {
        if (Current != character)
        {
            throw Error(_at >= _text.Length ? $"the document ends where '{character}' is expected"
                : $"'{character}' is expected, not '{Shown(Current)}'");
        }

        _at++;
    }

    private SourcePlace Place(string path) => new(_file, _line, _at - _lineStart + 1, path);

    private ProvisioningReadException Error(string message) => new(_file, _line, _at - _lineStart + 1, message);

    private static string Shown(char character) =>
        character is < ' ' or > '~' ? "U+" + ((int)character).ToString("X4", CultureInfo.InvariantCulture) : character.ToString();
}
