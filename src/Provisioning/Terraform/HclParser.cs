using System.Text;

namespace RedisSafety.Provisioning.Terraform;

/// <summary>Parses HCL 2, the language of Terraform, into blocks and expressions.</summary>
internal sealed class HclParser
{
    /// <summary>A limit against a stack overflow.</summary>
    private const int Deepest = 200;

    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "<", ">"];

    private readonly string _text;
    private readonly string _file;
    private int _at;
    private int _line;
    private int _lineStart;
    private int _depth;

    private HclParser(string text, string file, int line, int column)
    {
        _text = text;
        _file = file;
        _line = line;
        _lineStart = 1 - column;
    }

    /// <exception cref="ProvisioningReadException">The text is no HCL.</exception>
    public static HclBlock Parse(string text, string file)
    {
        var parser = new HclParser(text, file, 1, 1);
        return parser.Body("", [], isRoot: true);
    }

    private HclBlock Body(string type, IReadOnlyList<string> labels, bool isRoot)
    {
        Enter();
        var (line, column) = (_line, Column);
        var attributes = new List<KeyValuePair<string, HclExpression>>();
        var blocks = new List<HclBlock>();
        while (true)
        {
            SkipSpace(lines: true);
            if (_at >= _text.Length)
            {
                _depth--;
                return isRoot ? new(type, labels, attributes, blocks, line, column)
                    : throw Error($"the block '{type}' has no closing brace");
            }

            if (!isRoot && Peek() == '}')
            {
                _at++;
                _depth--;
                return new(type, labels, attributes, blocks, line, column);
            }

            var (startLine, startColumn) = (_line, Column);
            var name = Peek() == '"' ? Quoted().Text : Identifier("a name of an attribute or a block");
            SkipSpace(lines: false);
            if (Peek() == '=' && Peek(1) != '=')
            {
                _at++;
                SkipSpace(lines: true);
                attributes.Add(new(name, Expression(lines: false)));
                continue;
            }

            var own = new List<string>();
            while (Peek() == '"' || IsStart(Peek()))
            {
                own.Add(Peek() == '"' ? Quoted().Text : Identifier("a label"));
                SkipSpace(lines: false);
            }

            if (Peek() != '{')
            {
                throw Error($"'=' or a block in braces is expected after '{name}'");
            }

            _at++;
            blocks.Add(Body(name, own, isRoot: false) with { Line = startLine, Column = startColumn });
        }
    }

    private HclExpression Expression(bool lines)
    {
        Enter();
        var left = Operand(lines);
        while (true)
        {
            SkipSpace(lines);
            if (Peek() == '?')
            {
                _at++;
                SkipSpace(lines: true);
                var whenTrue = Expression(lines: true);
                SkipSpace(lines: true);
                Expect(':');
                SkipSpace(lines: true);
                left = Node(HclKind.Conditional, "", left, [left, whenTrue, Expression(lines)]);
                continue;
            }

            var operation = Array.Find(Operators, one => string.CompareOrdinal(_text, _at, one, 0, one.Length) == 0);
            if (operation is null)
            {
                _depth--;
                return left;
            }

            _at += operation.Length;
            SkipSpace(lines: true);
            left = Node(HclKind.Operation, operation, left, [left, Operand(lines)]);
        }
    }

    private HclExpression Operand(bool lines)
    {
        Enter();
        var expression = Primary();
        while (true)
        {
            var at = (_at, _line, _lineStart);
            SkipSpace(lines);
            if (Peek() == '.' && Peek(1) != '.')
            {
                _at++;
                var name = Peek() == '*' ? "*" : char.IsDigit(Peek()) ? Digits() : Identifier("a member");
                if (name == "*")
                {
                    _at++;
                }

                expression = Node(HclKind.Member, name, expression, [expression]);
            }
            else if (Peek() == '[')
            {
                _at++;
                SkipSpace(lines: true);
                if (Peek() == '*')
                {
                    _at++;
                    expression = Node(HclKind.Member, "*", expression, [expression]);
                }
                else
                {
                    expression = Node(HclKind.Index, "", expression, [expression, Expression(lines: true)]);
                }

                SkipSpace(lines: true);
                Expect(']');
            }
            else
            {
                (_at, _line, _lineStart) = at;
                _depth--;
                return expression;
            }
        }
    }

    private HclExpression Primary()
    {
        var (line, column) = (_line, Column);
        switch (Peek())
        {
            case '"':
                return Quoted();
            case '<' when Peek(1) == '<':
                return Heredoc();
            case '(':
                _at++;
                SkipSpace(lines: true);
                var inner = Expression(lines: true);
                SkipSpace(lines: true);
                Expect(')');
                return inner;
            case '[':
                return Tuple();
            case '{':
                return Object();
            case '!' or '-':
                var sign = Peek();
                _at++;
                SkipSpace(lines: false);
                var operand = Operand(lines: false);
                return sign == '-' && operand is { Kind: HclKind.Literal }
                    ? operand with { Text = "-" + operand.Text, Line = line, Column = column }
                    : new(HclKind.Other, "", [operand], line, column);
            case >= '0' and <= '9':
                return new(HclKind.Literal, Digits(), [], line, column);
        }

        var name = Identifier("an expression");
        if (name is "true" or "false" or "null")
        {
            return new(HclKind.Literal, name, [], line, column);
        }

        SkipSpace(lines: false);
        if (Peek() != '(')
        {
            return new(HclKind.Name, name, [], line, column);
        }

        _at++;
        var arguments = new List<HclExpression>();
        SkipSpace(lines: true);
        while (Peek() != ')')
        {
            arguments.Add(Expression(lines: true));
            SkipSpace(lines: true);
            SkipText("...");
            SkipSpace(lines: true);
            if (Peek() != ',')
            {
                break;
            }

            _at++;
            SkipSpace(lines: true);
        }

        Expect(')');
        return new(HclKind.Call, name, arguments, line, column);
    }

    private HclExpression Tuple()
    {
        var (line, column) = (_line, Column);
        _at++;
        SkipSpace(lines: true);
        if (IsWord("for"))
        {
            return For(line, column, ']');
        }

        var items = new List<HclExpression>();
        while (Peek() != ']')
        {
            items.Add(Expression(lines: true));
            SkipSpace(lines: true);
            if (Peek() != ',')
            {
                break;
            }

            _at++;
            SkipSpace(lines: true);
        }

        Expect(']');
        return new(HclKind.Tuple, "", items, line, column);
    }

    private HclExpression Object()
    {
        var (line, column) = (_line, Column);
        _at++;
        SkipSpace(lines: true);
        if (IsWord("for"))
        {
            return For(line, column, '}');
        }

        var members = new List<HclExpression>();
        while (Peek() != '}')
        {
            var key = Expression(lines: false);
            members.Add(key.Kind == HclKind.Name ? key with { Kind = HclKind.Text } : key);
            SkipSpace(lines: true);
            if (Peek() is not ('=' or ':'))
            {
                throw Error("'=' is expected after the key of an object");
            }

            _at++;
            SkipSpace(lines: true);
            members.Add(Expression(lines: false));
            SkipSpace(lines: true);
            if (Peek() == ',')
            {
                _at++;
                SkipSpace(lines: true);
            }
        }

        Expect('}');
        return new(HclKind.Object, "", members, line, column);
    }

    private HclExpression For(int line, int column, char end)
    {
        _at += 3;
        SkipSpace(lines: true);
        var names = Identifier("a name");
        SkipSpace(lines: true);
        if (Peek() == ',')
        {
            _at++;
            SkipSpace(lines: true);
            names += "," + Identifier("a name");
            SkipSpace(lines: true);
        }

        if (!IsWord("in"))
        {
            throw Error("'in' is expected");
        }

        _at += 2;
        SkipSpace(lines: true);
        var collection = Expression(lines: true);
        SkipSpace(lines: true);
        Expect(':');
        SkipSpace(lines: true);
        var result = Expression(lines: true);
        SkipSpace(lines: true);
        var isSimple = end == ']';
        if (SkipText("=>"))
        {
            SkipSpace(lines: true);
            Expression(lines: true);
            SkipSpace(lines: true);
            SkipText("...");
            SkipSpace(lines: true);
        }

        if (IsWord("if"))
        {
            isSimple = false;
            _at += 2;
            SkipSpace(lines: true);
            Expression(lines: true);
            SkipSpace(lines: true);
        }

        Expect(end);
        return isSimple ? new(HclKind.For, names, [collection, result], line, column) : new(HclKind.Other, "", [], line, column);
    }

    private HclExpression Quoted()
    {
        var (line, column) = (_line, Column);
        _at++;
        var parts = new List<HclExpression>();
        var text = new StringBuilder();
        while (Peek() != '"')
        {
            if (_at >= _text.Length || Peek() == '\n')
            {
                throw Error("a string has no closing double quote");
            }

            if (Peek() == '\\' && _at + 1 < _text.Length)
            {
                text.Append(Peek(1) switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
                _at += 2;
            }
            else if (!Interpolation(parts, text))
            {
                text.Append(_text[_at++]);
            }
        }

        _at++;
        return Template(parts, text, line, column);
    }

    private HclExpression Heredoc()
    {
        var (line, column) = (_line, Column);
        _at += 2;
        SkipText("-");
        var mark = Identifier("the mark of a heredoc");
        while (_at < _text.Length && Peek() != '\n')
        {
            _at++;
        }

        var parts = new List<HclExpression>();
        var text = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length)
            {
                throw Error($"a heredoc has no closing '{mark}'");
            }

            if (Peek() == '\n')
            {
                NewLine();
                var end = _text.IndexOf('\n', _at) is var found and >= 0 ? found : _text.Length;
                if (_text.Substring(_at, end - _at).Trim() == mark)
                {
                    _at = end;
                    return Template(parts, text, line, column);
                }

                text.Append('\n');
            }
            else if (!Interpolation(parts, text))
            {
                text.Append(_text[_at++]);
            }
        }
    }

    private static HclExpression Template(List<HclExpression> parts, StringBuilder text, int line, int column)
    {
        if (parts.Count == 0)
        {
            return new(HclKind.Text, text.ToString(), [], line, column);
        }

        if (text.Length > 0)
        {
            parts.Add(new(HclKind.Text, text.ToString(), [], line, column));
        }

        return new(HclKind.Template, "", parts, line, column);
    }

    private bool Interpolation(List<HclExpression> parts, StringBuilder text)
    {
        var isValue = Peek() == '$';
        if (Peek() is not ('$' or '%') || Peek(1) != '{')
        {
            if (Peek() is '$' or '%' && Peek(1) == Peek() && _at + 2 < _text.Length && _text[_at + 2] == '{')
            {
                text.Append(Peek()).Append('{');
                _at += 3;
                return true;
            }

            return false;
        }

        var (line, column) = (_line, Column);
        _at += 2;
        if (text.Length > 0)
        {
            parts.Add(new(HclKind.Text, text.ToString(), [], line, column));
            text.Clear();
        }

        if (isValue)
        {
            SkipText("~");
            SkipSpace(lines: true);
            parts.Add(Expression(lines: true));
            SkipSpace(lines: true);
            SkipText("~");
            Expect('}');
        }
        else
        {
            // Directives, such as %{ if }, are not evaluated.
            while (_at < _text.Length && Peek() != '}')
            {
                if (Peek() == '\n')
                {
                    NewLine();
                }
                else
                {
                    _at++;
                }
            }

            Expect('}');
            parts.Add(new(HclKind.Other, "", [], line, column));
        }

        return true;
    }

    private string Identifier(string expected)
    {
        var start = _at;
        if (!IsStart(Peek()))
        {
            throw Error(_at >= _text.Length ? $"the file ends where {expected} is expected" : $"{expected} is expected, not '{Peek()}'");
        }

        while (_at < _text.Length && (char.IsLetterOrDigit(Peek()) || Peek() is '_' or '-'))
        {
            _at++;
        }

        return _text.Substring(start, _at - start);
    }

    private string Digits()
    {
        var start = _at;
        while (char.IsDigit(Peek()) || (Peek() == '.' && char.IsDigit(Peek(1))) || (Peek() is 'e' or 'E' && char.IsDigit(Peek(1))))
        {
            _at++;
        }

        return _text.Substring(start, _at - start);
    }

    private void SkipSpace(bool lines)
    {
        while (_at < _text.Length)
        {
            if (Peek() is ' ' or '\t' or '\r' or '\uFEFF')
            {
                _at++;
            }
            else if (Peek() == '\n' && lines)
            {
                NewLine();
            }
            else if (Peek() == '#' || (Peek() == '/' && Peek(1) == '/'))
            {
                while (_at < _text.Length && Peek() != '\n')
                {
                    _at++;
                }
            }
            else if (Peek() == '/' && Peek(1) == '*')
            {
                while (_at < _text.Length && !(Peek() == '*' && Peek(1) == '/'))
                {
                    if (Peek() == '\n')
                    {
                        NewLine();
                    }
                    else
                    {
                        _at++;
                    }
                }

                _at = Math.Min(_text.Length, _at + 2);
            }
            else
            {
                return;
            }
        }
    }

    private void NewLine()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private bool IsWord(string word) => string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0
        && !(_at + word.Length < _text.Length
            && (char.IsLetterOrDigit(_text[_at + word.Length]) || _text[_at + word.Length] is '_' or '-'));

    private bool SkipText(string text)
    {
        if (string.CompareOrdinal(_text, _at, text, 0, text.Length) != 0)
        {
            return false;
        }

        _at += text.Length;
        return true;
    }

    private void Expect(char character)
    {
        if (Peek() != character)
        {
            throw Error(_at >= _text.Length ? $"the file ends where '{character}' is expected"
                : $"'{character}' is expected, not '{Peek()}'");
        }

        _at++;
    }

    private void Enter()
    {
        if (++_depth > Deepest)
        {
            throw Error($"more than {Deepest} levels of nesting");
        }
    }

    private static HclExpression Node(HclKind kind, string text, HclExpression first, IReadOnlyList<HclExpression> children) =>
        new(kind, text, children, first.Line, first.Column);

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private int Column => _at - _lineStart + 1;

    private static bool IsStart(char character) => char.IsLetter(character) || character == '_';

    private ProvisioningReadException Error(string message) => new(_file, _line, Column, message);
}
