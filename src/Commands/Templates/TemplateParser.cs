using System.Globalization;
using System.Text;

namespace RedisSafety.Commands.Templates;

/// <summary>One pass over the text of a template, without going back.</summary>
internal sealed class TemplateParser(string text)
{
    // What is broken once is broken all along: more errors would say nothing new.
    private const int MostErrors = 20;

    private readonly List<TemplateToken> _tokens = [];
    private readonly List<OptionalGroup> _groups = [];
    private readonly List<TemplateError> _errors = [];
    private readonly StringBuilder _literal = new();
    private List<TemplatePart> _parts = [];
    private int _position;
    private int _literalStart;
    private int _groupStart = -1;
    private int _groupFirstToken;

    private bool InGroup => _groupStart >= 0;

    public CommandTemplate Parse()
    {
        while (_position < text.Length)
        {
            if (char.IsWhiteSpace(text[_position]))
            {
                _position++;
            }
            else if (text[_position] == ']' && InGroup)
            {
                CloseGroup();
            }
            else if (text[_position] == '[' && !(_position + 1 < text.Length && text[_position + 1] == '['))
            {
                OpenGroup();
            }
            else
            {
                ReadToken();
            }
        }

        if (InGroup)
        {
            Error("']' is missing; for a literal bracket, as in a lexicographical range, write '[['", _groupStart, 1, "[[");
            EndGroup();
        }

        if (_tokens.Count == 0 && _errors.Count == 0)
        {
            Error("The template is empty; a Redis command is expected, such as 'GET cart:{id}'", 0, text.Length);
        }

        return new CommandTemplate(text, _tokens, _groups, _errors);
    }

    private void OpenGroup()
    {
        if (InGroup)
        {
            Error("Optional groups do not nest; for a literal bracket write '[['", _position, 1, "[[");
        }
        else
        {
            _groupStart = _position;
            _groupFirstToken = _tokens.Count;
        }

        _position++;
    }

    private void CloseGroup()
    {
        _position++;
        var hasPlaceholder = false;
        for (var i = _groupFirstToken; i < _tokens.Count; i++)
        {
            hasPlaceholder |= _tokens[i].Literal is null;
        }

        if (!hasPlaceholder)
        {
            Error("An optional group needs a placeholder: it is left out where its value is null", _groupStart, _position - _groupStart);
        }

        EndGroup();
        if (_position < text.Length && !char.IsWhiteSpace(text[_position]))
        {
            Error("A blank is expected after ']'", _position, 1);
        }
    }

    private void EndGroup()
    {
        _groups.Add(new OptionalGroup(_groupStart, _position - _groupStart, _groupFirstToken, _tokens.Count - _groupFirstToken));
        _groupStart = -1;
    }

    private void ReadToken()
    {
        var start = _position;
        _parts = [];
        _literalStart = _position;
        var isQuoted = text[_position] == '"';
        if (isQuoted)
        {
            ReadQuoted();
        }
        else
        {
            ReadPlain();
        }

        _tokens.Add(new TemplateToken(start, _position - start, isQuoted, InGroup ? _groups.Count : -1, _parts));
    }

    private void ReadPlain()
    {
        // A bracket that opens inside a token closes inside it: patterns such as h[ae]llo need no escape.
        var open = 0;
        if (text[_position] == '[')
        {
            _literal.Append('[');
            _position += 2;
        }

        while (_position < text.Length && !char.IsWhiteSpace(text[_position]))
        {
            var character = text[_position];
            if (character == ']' && InGroup && open == 0)
            {
                if (_position + 1 >= text.Length || text[_position + 1] != ']')
                {
                    break;
                }

                _position++;
            }

            open += character == '[' ? 1 : character == ']' && open > 0 ? -1 : 0;
            ReadCharacter(character);
        }

        EndLiteral(_position);
    }

    private void ReadQuoted()
    {
        var start = _position;
        _position++;
        _literalStart = _position;
        while (true)
        {
            if (_position >= text.Length)
            {
                EndLiteral(_position);
                Error("The closing '\"' is missing", start, text.Length - start);
                return;
            }

            var character = text[_position];
            if (character == '"')
            {
                EndLiteral(_position);
                _position++;
                break;
            }

            if (character == '\\')
            {
                ReadEscape();
            }
            else
            {
                ReadCharacter(character);
            }
        }

        if (_position < text.Length && !char.IsWhiteSpace(text[_position]) && !(InGroup && text[_position] == ']'))
        {
            Error("A blank is expected after the closing '\"'", _position, 1);
        }
    }

    private void ReadEscape()
    {
        var next = _position + 1 < text.Length ? text[_position + 1] : '\0';
        var length = 2;
        char? value = next switch
        {
            '"' or '\\' => next,
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'x' => ReadHex(ref length),
            _ => null,
        };
        length = Math.Min(length, text.Length - _position);
        if (value is { } character)
        {
            _literal.Append(character);
        }
        else
        {
            Error("The escape is not known; these are: \\\" \\\\ \\n \\r \\t \\xhh, the last for codes below 80", _position, length);
        }

        _position += length;
    }

    /// <remarks>A code of 80 or more would be two bytes in UTF-8, which is not what redis-cli means by it.</remarks>
    private char? ReadHex(ref int length)
    {
        if (_position + 4 > text.Length
            || !byte.TryParse(text.Substring(_position + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code > 0x7F)
        {
            return null;
        }

        length = 4;
        return (char)code;
    }

    private void ReadCharacter(char character)
    {
        var isDoubled = _position + 1 < text.Length && text[_position + 1] == character;
        switch (character)
        {
            case '{' or '}' when isDoubled:
                _literal.Append(character);
                _position += 2;
                break;
            case '{':
                ReadPlaceholder();
                break;
            case '}':
                Error("'}' closes nothing; for a literal brace write '}}'", _position, 1, "}}");
                _position++;
                break;
            default:
                _literal.Append(character);
                _position++;
                break;
        }
    }

    private void ReadPlaceholder()
    {
        EndLiteral(_position);
        var start = _position;
        var end = _position + 1;
        while (end < text.Length && IsExpression(text[end]))
        {
            end++;
        }

        if (end >= text.Length || text[end] != '}')
        {
            var length = Math.Max(1, end - start);
            if (end < text.Length && text[end] is ':' or ',')
            {
                Error("A placeholder takes no format; values are formatted culture-invariantly, others can be formatted by the caller", end, 1);
                end = SkipToBrace(end);
            }
            else if (end < text.Length && end == start + 1 && !char.IsWhiteSpace(text[end]))
            {
                Error("A placeholder names a parameter, such as '{id}'; for a literal brace write '{{'", start, 1, "{{");
            }
            else
            {
                Error(Unclosed(start, end), start, length);
                end = IsClosed(start, end) ? SkipToBrace(end) : end;
            }

            _position = end;
            _literalStart = _position;
            return;
        }

        var expression = text.Substring(start + 1, end - start - 1);
        _position = end + 1;
        _literalStart = _position;
        if (expression.Length == 0)
        {
            Error("A placeholder names a parameter, such as '{id}'", start, 2);
        }
        else if (!expression.Split('.').Select(static (name, index) => IsIdentifier(name, index == 0)).All(static valid => valid))
        {
            Error($"'{expression}' is not the name of a parameter or of a member of one, such as 'product.Id'", start + 1, expression.Length);
        }
        else
        {
            _parts.Add(new TemplatePart(start, _position - start, literal: null, new TemplatePlaceholder(expression, start + 1)));
        }
    }

    private int SkipToBrace(int from)
    {
        while (from < text.Length && text[from] != '}' && !char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        return from < text.Length && text[from] == '}' ? from + 1 : from;
    }

    private void EndLiteral(int end)
    {
        if (_literal.Length > 0)
        {
            _parts.Add(new TemplatePart(_literalStart, end - _literalStart, _literal.ToString(), placeholder: null));
            _literal.Clear();
        }

        _literalStart = end;
    }

    private void Error(string message, int start, int length, string? suggestion = null)
    {
        if (_errors.Count < MostErrors)
        {
            _errors.Add(new TemplateError(TemplateErrorKind.Syntax, message, start, length, suggestion));
        }
    }

    private static bool IsExpression(char character) => character is '_' or '.' or '@' || IsIdentifierPart(character);

    private static bool IsIdentifier(string name, bool allowsAt)
    {
        var start = allowsAt && name.Length > 0 && name[0] == '@' ? 1 : 0;
        return name.Length > start
            && !char.IsDigit(name[start])
            && IsIdentifierStart(name[start])
            && name.Skip(start).All(IsIdentifierPart);
    }

    private static bool IsIdentifierStart(char character) => character == '_' || char.IsLetter(character);

    // Connecting punctuation and marks are letters of some scripts, by the C# specification.
    private static bool IsIdentifierPart(char character) => character == '_' || char.IsLetterOrDigit(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.Format;

    /// <summary>Why a placeholder that began does not end where its name does.</summary>
    private string Unclosed(int start, int end)
    {
        if (!IsClosed(start, end))
        {
            return "'}' is missing; for a literal brace write '{{'";
        }

        var written = text.Substring(start, Math.Min(text.IndexOf('}', start) + 1 - start, 40));
        return text[end] switch
        {
            '?' => $"'{written}' has a '?': a parameter that may be null stands in an optional part, in square brackets, as in '[EX {{ttl}}]'",
            '(' => $"'{written}' calls a method, and a placeholder names a parameter or a member of one; pass the result as a parameter",
            _ => $"'{written}' is no placeholder: that is a parameter, such as '{{id}}', or a member of one, such as '{{cart.Id}}'",
        };
    }

    /// <summary>Whether its brace is closed, before another one opens.</summary>
    private bool IsClosed(int start, int end) =>
        text.IndexOf('}', start) is var close && close > end && !(text.IndexOf('{', start + 1) is >= 0 and var next && next < close);
}
