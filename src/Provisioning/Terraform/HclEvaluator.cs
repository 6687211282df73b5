using System.Globalization;
using System.Text.RegularExpressions;
using RedisSafety.Provisioning.Documents;

namespace RedisSafety.Provisioning.Terraform;

/// <summary>Evaluates expressions as far as the files alone decide them. Variables are unknown, their defaults included.</summary>
internal sealed class HclEvaluator(
    string file, IReadOnlyDictionary<string, HclExpression> locals, IReadOnlyDictionary<string, HclBlock> resources)
{
    private const int Deepest = 100;
    private const int Most = 1_000;
    private const int Longest = 4_000;

    // Locals can refer to locals twice each.
    private int _budget = 500_000;
    private int _depth;

    /// <param name="expression">The expression.</param>
    /// <param name="names">The values of <c>each.key</c>, <c>count.index</c> and of the names of <c>for</c>.</param>
    /// <param name="path">The path for places.</param>
    public DocumentNode Evaluate(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path)
    {
        var place = new SourcePlace(file, expression.Line, expression.Column, path);
        if (_depth > Deepest || --_budget < 0)
        {
            return Unknown(place);
        }

        _depth++;
        try
        {
            return expression.Kind switch
            {
                HclKind.Literal => Literal(expression.Text, place),
                HclKind.Text => DocumentNode.OfText(expression.Text, place),
                HclKind.Template => Template(expression, names, path, place),
                HclKind.Tuple => DocumentNode.Sequence(
                    [.. expression.Children.Select((child, at) => Evaluate(child, names, $"{path}[{at}]"))], place),
                HclKind.Object => Object(expression, names, path, place),
                HclKind.Name or HclKind.Member or HclKind.Index => Traversal(expression, names, path, place),
                HclKind.Call => Call(expression, names, path, place),
                HclKind.Operation => Operation(expression, names, path, place),
                HclKind.Conditional => Evaluate(expression.Children[0], names, path) is { Kind: DocumentKind.Boolean } condition
                    ? Evaluate(expression.Children[condition.Text == "true" ? 1 : 2], names, path) : Unknown(place),
                HclKind.For => For(expression, names, path, place),
                _ => Unknown(place),
            };
        }
        finally
        {
            _depth--;
        }
    }

    private static DocumentNode Unknown(SourcePlace place) => DocumentNode.Expression("${?}", place);

    private static DocumentNode Literal(string text, SourcePlace place) =>
        text == "null" ? DocumentNode.Null(place)
            : DocumentNode.Scalar(text is "true" or "false" ? DocumentKind.Boolean : DocumentKind.Number, text, place);

    private static DocumentNode Text(string text, bool isKnown, SourcePlace place) => text.Length > Longest ? Unknown(place)
        : isKnown ? DocumentNode.OfText(text, place) : DocumentNode.Expression(text, place);

    private DocumentNode Template(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path, SourcePlace place)
    {
        var values = expression.Children.Select(child => Evaluate(child, names, path)).ToList();
        return values.Count == 1 ? Moved(values[0], place) : Text(
            string.Concat(values.Select(static value => value.IsScalar || value.Kind == DocumentKind.Expression ? value.Text : "${?}")),
            values.All(static value => value.IsScalar), place);
    }

    private DocumentNode Object(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path, SourcePlace place)
    {
        var members = new List<KeyValuePair<string, DocumentNode>>();
        for (var i = 0; i + 1 < expression.Children.Count; i += 2)
        {
            var key = Evaluate(expression.Children[i], names, path);
            if (key.IsScalar)
            {
                members.Add(new(key.Text, Evaluate(expression.Children[i + 1], names, path + "." + key.Text)));
            }
        }

        return DocumentNode.Mapping(members, place);
    }

    private DocumentNode Traversal(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path,
        SourcePlace place)
    {
        if (expression.Traversal is not { } text)
        {
            return expression.Kind == HclKind.Index
                ? At(Evaluate(expression.Children[0], names, path), Evaluate(expression.Children[1], names, path), place)
                : expression.Kind == HclKind.Member && Evaluate(expression.Children[0], names, path)[expression.Text] is { } own
                    ? Moved(own, place)
                : Unknown(place);
        }

        if (names.TryGetValue(text, out var named))
        {
            return Moved(named, place);
        }

        if (text.StartsWith("local.", StringComparison.Ordinal) && locals.TryGetValue(text.Substring(6), out var local))
        {
            return Moved(Evaluate(local, names, path), place);
        }

        if (expression.Kind != HclKind.Name)
        {
            // A member of something that is known itself, such as local.nodes[0].
            if (expression.Children[0].Traversal is { } parent
                && (names.ContainsKey(parent) || parent.StartsWith("local.", StringComparison.Ordinal)))
            {
                var value = Evaluate(expression.Children[0], names, path);
                return value.Kind is DocumentKind.Mapping or DocumentKind.Sequence
                    ? expression.Kind == HclKind.Member ? value[expression.Text] is { } member ? Moved(member, place) : Unknown(place)
                        : At(value, Evaluate(expression.Children[1], names, path), place)
                    : Unknown(place);
            }

            return OfResource(text, place);
        }

        return DocumentNode.Expression("${" + text + "}", place);
    }

    // The names of a group's and a topic's references are brought to one.
    private DocumentNode OfResource(string text, SourcePlace place)
    {
        var dot = text.LastIndexOf('.');
        var (address, attribute) = dot < 0 ? (text, "") : (text.Substring(0, dot), text.Substring(dot + 1));
        var idAttribute = address.StartsWith("aws_elasticache_replication_group.", StringComparison.Ordinal)
            && attribute is "id" or "replication_group_id" ? "replication_group_id"
            : address.StartsWith("aws_elasticache_cluster.", StringComparison.Ordinal) && attribute is "id" or "cluster_id" ? "cluster_id"
            : null;
        if (idAttribute is not null)
        {
            return resources.TryGetValue(address, out var resource) && resource[idAttribute] is { } id
                && Evaluate(id, new Dictionary<string, DocumentNode>(StringComparer.Ordinal),
                    address + "." + idAttribute) is { IsScalar: true } known
                ? DocumentNode.OfText(known.Text, place)
                : DocumentNode.Expression("${" + address + ".id}", place);
        }

        return DocumentNode.Expression(
            address.StartsWith("aws_sns_topic.", StringComparison.Ordinal) && attribute == "id" ? "${" + address + ".arn}"
                : "${" + text + "}", place);
    }

    private DocumentNode Call(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path, SourcePlace place)
    {
        var values = expression.Children.Select(child => Evaluate(child, names, path)).ToList();
        return expression.Text switch
        {
            "toset" or "tolist" or "tomap" or "tostring" or "tonumber" or "jsonencode" or "distinct" or "sort" when values.Count == 1 =>
                values[0],
            "concat" when values.All(static value => value.Kind == DocumentKind.Sequence) =>
                DocumentNode.Sequence([.. values.SelectMany(static value => value.Items)], place),
            "merge" when values.All(static value => value.Kind == DocumentKind.Mapping) =>
                DocumentNode.Mapping([.. values.SelectMany(static value => value.Members)], place),
            "lower" when values is [{ IsScalar: true }] => DocumentNode.OfText(Lower(values[0].Text), place),
            "lower" when values is [{ Kind: DocumentKind.Expression }] => values[0],
            "upper" when values is [{ IsScalar: true }] => DocumentNode.OfText(values[0].Text.ToUpperInvariant(), place),
            "range" => Range(values, place),
            "length" when values is [{ Kind: DocumentKind.Sequence }] => Number(values[0].Items.Count, place),
            "format" when values.Count > 0 && values[0].IsScalar => Format(values, place),
            "join" when values is [{ IsScalar: true }, { Kind: DocumentKind.Sequence }] => Text(
                string.Join(values[0].Text, values[1].Items.Select(static item => item.Text)),
                    values[1].Items.All(static item => item.IsScalar), place),
            _ => Unknown(place),
        };
    }

    private static DocumentNode Range(List<DocumentNode> values, SourcePlace place)
    {
        var numbers = values.Select(PropertyBag.AsNumber).ToList();
        if (numbers.Count is 0 or > 2 || numbers.Any(static number => number is null))
        {
            return Unknown(place);
        }

        var start = numbers.Count == 1 ? 0 : (int)numbers[0]!.Value;
        var count = (int)Math.Min(Most, Math.Max(0, numbers[numbers.Count - 1]!.Value - start));
        return DocumentNode.Sequence([.. Enumerable.Range(start, count).Select(number => Number(number, place))], place);
    }

    private static DocumentNode Format(List<DocumentNode> values, SourcePlace place)
    {
        var next = 1;
        var isKnown = true;
        var isClear = true;
        var text = Regex.Replace(values[0].Text, "%(?:%|0(?<width>[0-9]{1,2})d|[sdv])", match =>
        {
            if (match.Value == "%%")
            {
                return "%";
            }

            if (next >= values.Count)
            {
                isClear = false;
                return "";
            }

            var value = values[next++];
            isKnown &= value.IsScalar;
            isClear &= value.IsScalar || (value.Kind == DocumentKind.Expression && !match.Groups["width"].Success);
            return match.Groups["width"].Success && int.TryParse(match.Groups["width"].Value, out var width)
                ? value.Text.PadLeft(Math.Min(20, width), '0') : value.Text;
        });
        return isClear ? Text(text, isKnown, place) : Unknown(place);
    }

    private DocumentNode Operation(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path,
        SourcePlace place)
    {
        var (one, other) = (Evaluate(expression.Children[0], names, path), Evaluate(expression.Children[1], names, path));
        if (expression.Text is "==" or "!=" && one.IsScalar && other.IsScalar)
        {
            return DocumentNode.Scalar(DocumentKind.Boolean, (one.Text == other.Text) == (expression.Text == "==") ? "true"
                : "false", place);
        }

        return (PropertyBag.AsNumber(one), PropertyBag.AsNumber(other)) is ({ } left, { } right)
            ? expression.Text switch
            {
                "+" => Number(left + right, place),
                "-" => Number(left - right, place),
                "*" => Number(left * right, place),
                "/" when right != 0 => Number(left / right, place),
                _ => Unknown(place),
            }
            : Unknown(place);
    }

    private DocumentNode For(HclExpression expression, IReadOnlyDictionary<string, DocumentNode> names, string path, SourcePlace place)
    {
        var collection = Evaluate(expression.Children[0], names, path);
        var own = expression.Text.Split(',');
        var pairs = collection.Kind switch
        {
            DocumentKind.Sequence => collection.Items.Select((item, at) => (Key: Number(at, place), Value: item)),
            DocumentKind.Mapping => collection.Members.Select(member => (Key: DocumentNode.OfText(member.Key, place), member.Value)),
            _ => null,
        };
        if (pairs is null)
        {
            return Unknown(place);
        }

        var items = new List<DocumentNode>();
        foreach (var (key, value) in pairs.Take(Most))
        {
            var inner = names.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal);
            inner[own[0]] = own.Length > 1 ? key : value;
            if (own.Length > 1)
            {
                inner[own[1]] = value;
            }

            items.Add(Evaluate(expression.Children[1], inner, path));
        }

        return DocumentNode.Sequence(items, place);
    }

    private static DocumentNode At(DocumentNode value, DocumentNode index, SourcePlace place) =>
        value.Kind == DocumentKind.Sequence && PropertyBag.AsNumber(index) is { } at && at >= 0 && at < value.Items.Count
            ? Moved(value.Items[(int)at], place)
        : value.Kind == DocumentKind.Mapping && index.IsScalar && value[index.Text] is { } member ? Moved(member, place)
        : Unknown(place);

    private static DocumentNode Number(double number, SourcePlace place) =>
        DocumentNode.Scalar(DocumentKind.Number, number.ToString("R", CultureInfo.InvariantCulture), place);

    private static DocumentNode Moved(DocumentNode node, SourcePlace place) =>
        node.IsScalar || node.Kind == DocumentKind.Expression ? DocumentNode.Scalar(node.Kind, node.Text, place) : node;

#pragma warning disable CA1308 // The function of the language is the lower case.
    private static string Lower(string text) => text.ToLowerInvariant();
#pragma warning restore CA1308
}
