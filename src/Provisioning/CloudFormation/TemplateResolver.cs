using System.Globalization;
using System.Text;
using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Resources;

namespace RedisSafety.Provisioning.CloudFormation;

/// <summary>Resolves intrinsic functions as far as the template alone decides them. What is left is an expression.</summary>
internal sealed class TemplateResolver(DocumentNode template, IReadOnlyDictionary<string, string> parameters)
{
    /// <summary>Deeper than any template's conditions and references.</summary>
    private const int Deepest = 60;

    /// <summary>Longer than any value that a rule compares.</summary>
    private const int Longest = 4_000;

    /// <summary>References can multiply: more steps than any real template takes.</summary>
    private int _budget = 2_000_000;

    private int _depth;

    /// <summary>The value; null for <c>AWS::NoValue</c>, which removes the property.</summary>
    public DocumentNode? Resolve(DocumentNode node)
    {
        if (++_depth > Deepest || --_budget < 0)
        {
            _depth--;
            return DocumentNode.Expression("${?}", node.Place);
        }

        try
        {
            return node.Kind switch
            {
                DocumentKind.Mapping when node.Members.Count == 1 && Function(node.Members[0]) is { } function =>
                    function(node.Members[0].Value, node.Place),
                DocumentKind.Mapping => DocumentNode.Mapping(
                    [
                        .. from member in node.Members
                           let value = Resolve(member.Value)
                           where value is not null
                           select new KeyValuePair<string, DocumentNode>(member.Key, value),
                    ],
                    node.Place),
                DocumentKind.Sequence => DocumentNode.Sequence([.. node.Items.Select(Resolve).OfType<DocumentNode>()], node.Place),
                _ => node,
            };
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>The condition holds; null if that depends on parameters.</summary>
    public bool? IsTrue(string condition) => template["Conditions"]?[condition] is { } expression ? IsTrue(expression) : null;

    private bool? IsTrue(DocumentNode node)
    {
        if (++_depth > Deepest || --_budget < 0)
        {
            _depth--;
            return null;
        }

        try
        {
            if (node.Members.Count != 1)
            {
                return node.IsScalar && bool.TryParse(node.Text, out var value) ? value : null;
            }

            var operands = node.Members[0].Value.Items;
            switch (node.Members[0].Key)
            {
                case "Condition" when node.Members[0].Value.IsScalar:
                    return IsTrue(node.Members[0].Value.Text);
                case "Fn::Equals" when operands.Count == 2:
                    return AreEqual(Resolve(operands[0]), Resolve(operands[1]));
                case "Fn::Not" when operands.Count == 1:
                    return !IsTrue(operands[0]);
                case "Fn::And":
                    var all = operands.Select(IsTrue).ToList();
                    return all.Contains(false) ? false : all.Contains(null) ? null : true;
                case "Fn::Or":
                    var any = operands.Select(IsTrue).ToList();
                    return any.Contains(true) ? true : any.Contains(null) ? null : false;
                default:
                    return null;
            }
        }
        finally
        {
            _depth--;
        }
    }

    private static bool? AreEqual(DocumentNode? one, DocumentNode? other) =>
        one is { IsScalar: true } && other is { IsScalar: true } ? one.Text == other.Text
        : one is { Kind: DocumentKind.Expression } && other is { Kind: DocumentKind.Expression } && one.Text == other.Text
            && one.Text != "${?}" ? true
        : null;

    private Func<DocumentNode, SourcePlace, DocumentNode?>? Function(KeyValuePair<string, DocumentNode> member) => member.Key switch
    {
        "Ref" => Reference,
        "Fn::Sub" => Substitute,
        "Fn::If" => If,
        "Fn::Join" => Join,
        "Fn::FindInMap" => FindInMap,
        "Fn::GetAtt" => Attribute,
        "Fn::Select" => Select,
        "Fn::Split" => Split,
        "Fn::ImportValue" => (argument, place) => DocumentNode.Expression("${import " + (Resolve(argument)?.Text ?? "?") + "}", place),
        _ when member.Key.StartsWith("Fn::", StringComparison.Ordinal) => static (_, place) => DocumentNode.Expression("${?}", place),
        _ => null,
    };

    private DocumentNode? Reference(DocumentNode argument, SourcePlace place) =>
        argument.IsScalar ? Named(argument.Text, place) : DocumentNode.Expression("${?}", place);

    private DocumentNode? Named(string name, SourcePlace place)
    {
        if (name == "AWS::NoValue")
        {
            return null;
        }

        if (parameters.TryGetValue(name, out var given))
        {
            return DocumentNode.OfText(given, place);
        }

        // The reference of a group is its id, and so is that of a cluster.
        var resource = template["Resources"]?[name];
        var idProperty = resource?["Type"]?.Text switch
        {
            ResourceReader.Group => "ReplicationGroupId",
            ResourceReader.Cluster => "ClusterName",
            ResourceReader.Serverless => "ServerlessCacheName",
            _ => null,
        };
        return idProperty is not null && resource!["Properties"]?[idProperty] is { } id && Resolve(id) is { } resolved
            ? Moved(resolved, place)
            : DocumentNode.Expression("${" + name + "}", place);
    }

    // The value of elsewhere, at the place that uses it.
    private static DocumentNode Moved(DocumentNode node, SourcePlace place) =>
        node.IsScalar || node.Kind == DocumentKind.Expression ? DocumentNode.Scalar(node.Kind, node.Text, place) : node;

    private DocumentNode? Attribute(DocumentNode argument, SourcePlace place)
    {
        var parts = argument.Kind == DocumentKind.Sequence ? argument.Items.Select(static item => item.Text)
            .ToArray() : argument.Text.Split(['.'], 2);
        return parts.Length < 2 ? DocumentNode.Expression("${?}", place) : AttributeOf(parts[0], string.Join(".", parts.Skip(1)), place);
    }

    private DocumentNode? AttributeOf(string resource, string attribute, SourcePlace place) =>
        attribute is "TopicArn" or "ReplicationGroupId" ? Named(resource, place)
            : DocumentNode.Expression("${" + resource + "." + attribute + "}", place);

    private DocumentNode Substitute(DocumentNode argument, SourcePlace place)
    {
        var pattern = argument.Kind == DocumentKind.Sequence && argument.Items.Count > 0 ? argument.Items[0] : argument;
        var own = argument.Items.Count > 1 ? argument.Items[1] : null;
        if (!pattern.IsScalar)
        {
            return DocumentNode.Expression("${?}", place);
        }

        var text = new StringBuilder();
        var isKnown = true;
        var source = pattern.Text;
        for (var at = 0; at < source.Length;)
        {
            var open = source.IndexOf("${", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : source.IndexOf('}', open);
            if (close < 0)
            {
                text.Append(source, at, source.Length - at);
                break;
            }

            text.Append(source, at, open - at);
            var name = source.Substring(open + 2, close - open - 2).Trim();
            at = close + 1;
            if (name.StartsWith("!", StringComparison.Ordinal))
            {
                text.Append("${").Append(name, 1, name.Length - 1).Append('}');
                continue;
            }

            var dot = name.IndexOf('.');
            var value = own?[name] is { } given ? Resolve(given) : dot > 0
                ? AttributeOf(name.Substring(0, dot), name.Substring(dot + 1), place) : Named(name, place);
            isKnown &= value is { IsScalar: true };
            text.Append(value is { IsScalar: true } or { Kind: DocumentKind.Expression } ? value.Text : "${?}");
        }

        return Text(text.ToString(), isKnown, place);
    }

    private DocumentNode? If(DocumentNode argument, SourcePlace place)
    {
        if (argument.Items.Count != 3 || !argument.Items[0].IsScalar)
        {
            return DocumentNode.Expression("${?}", place);
        }

        var holds = IsTrue(argument.Items[0].Text);
        if (holds is { } known)
        {
            return Resolve(argument.Items[known ? 1 : 2]);
        }

        // Both ways may lead to the same value.
        var (one, other) = (Resolve(argument.Items[1]), Resolve(argument.Items[2]));
        return one is { IsScalar: true } && other is { IsScalar: true } && one.Text == other.Text ? one
            : DocumentNode.Expression("${?}", place);
    }

    private DocumentNode Join(DocumentNode argument, SourcePlace place)
    {
        if (argument.Items.Count != 2 || Resolve(argument.Items[1]) is not { Kind: DocumentKind.Sequence } list)
        {
            return DocumentNode.Expression("${?}", place);
        }

        var text = string.Join(
            argument.Items[0].Text,
                list.Items.Select(static item => item.IsScalar || item.Kind == DocumentKind.Expression ? item.Text : "${?}"));
        return Text(text, list.Items.All(static item => item.IsScalar), place);
    }

    private static DocumentNode Text(string text, bool isKnown, SourcePlace place) =>
        text.Length > Longest ? DocumentNode.Expression("${?}", place)
        : isKnown ? DocumentNode.OfText(text, place)
        : DocumentNode.Expression(text, place);

    private DocumentNode FindInMap(DocumentNode argument, SourcePlace place)
    {
        if (argument.Items.Count < 3)
        {
            return DocumentNode.Expression("${?}", place);
        }

        var keys = argument.Items.Take(3).Select(Resolve).ToList();
        var map = keys[0] is { IsScalar: true } name ? template["Mappings"]?[name.Text] : null;
        if (map is null)
        {
            return DocumentNode.Expression("${?}", place);
        }

        // An unknown key may be any: the value is known all the same if all are equal.
        IEnumerable<DocumentNode> rows = keys[1] is { IsScalar: true } row ? map[row.Text] is { } found ? [found] : []
            : map.Members.Select(static member => member.Value);
        var values = rows.SelectMany(one => keys[2] is { IsScalar: true } column
            ? one[column.Text] is { } value ? new[] { value } : []
            : one.Members.Select(static member => member.Value)).ToList();
        return values.Count > 0 && values.All(value => value.IsScalar && value.Text == values[0].Text) ? Moved(values[0], place)
            : values.Count == 1 ? values[0]
            : DocumentNode.Expression("${?}", place);
    }

    private DocumentNode Select(DocumentNode argument, SourcePlace place) =>
        argument.Items.Count == 2 && Resolve(argument.Items[0]) is { IsScalar: true } index
        && int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && Resolve(argument.Items[1]) is { Kind: DocumentKind.Sequence } list && at < list.Items.Count
            ? list.Items[at] : DocumentNode.Expression(Term("select", argument), place);

    private DocumentNode Split(DocumentNode argument, SourcePlace place) =>
        argument.Items.Count == 2 && argument.Items[0] is { IsScalar: true, Text.Length: > 0 } separator
            && Resolve(argument.Items[1]) is { IsScalar: true } text
            ? DocumentNode.Sequence(
                [.. text.Text.Split([separator.Text], StringSplitOptions.None).Select(part => DocumentNode.OfText(part, place))], place)
            : DocumentNode.Expression("${?}", place);

    // The same index into the same list is the same value.
    private string Term(string function, DocumentNode argument) =>
        argument.Items.Count == 2 && argument.Items[0].IsScalar && Resolve(argument.Items[1]) is { Kind: DocumentKind.Expression } list
            && list.Text != "${?}"
            ? $"${{{function} {argument.Items[0].Text} {list.Text}}}" : "${?}";
}
