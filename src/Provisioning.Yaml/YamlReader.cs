using System.Globalization;
using RedisSafety.Provisioning.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RedisSafety.Provisioning.Yaml;

/// <summary>Reads YAML with its places. CloudFormation's short forms, such as <c>!Ref</c>, become the long ones.</summary>
internal sealed class YamlReader
{
    private const int Deepest = 200;

    /// <summary>Anchors repeat what they name: more values than any real file has.</summary>
    private const int Most = 500_000;

    private readonly Parser _parser;
    private readonly string _file;
    private readonly Dictionary<string, (DocumentNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlReader(string text, string file)
    {
        _parser = new Parser(new StringReader(text));
        _file = file;
    }

    /// <summary>The first document of the file.</summary>
    /// <exception cref="ProvisioningReadException">The text is no YAML.</exception>
    public static DocumentNode Read(string text, string file)
    {
        try
        {
            var reader = new YamlReader(text, file);
            reader._parser.Consume<StreamStart>();
            if (!reader._parser.TryConsume<DocumentStart>(out _))
            {
                throw new ProvisioningReadException(file, 1, 1, "the file has no document");
            }

            return reader.Node("", 0);
        }
        catch (YamlException fault)
        {
            throw new ProvisioningReadException(file, (int)fault.Start.Line, (int)fault.Start.Column, fault.Message);
        }
    }

    private DocumentNode Node(string path, int depth)
    {
        var start = _parser.Current?.Start ?? Mark.Empty;
        if (depth > Deepest || ++_nodes > Most)
        {
            throw Error(start, depth > Deepest ? $"more than {Deepest} levels of nesting" : $"more than {Most} values");
        }

        var place = new SourcePlace(_file, (int)start.Line, (int)start.Column, path);
        var before = _nodes;
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var target))
            {
                throw Error(start, $"no anchor is named '{alias.Value.Value}'");
            }

            _nodes += target.Size;
            return target.Node;
        }

        var (node, tag, anchor) = Value(path, depth, place);
        node = Long(tag, node, place);
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = (node, _nodes - before + 1);
        }

        return node;
    }

    private (DocumentNode Node, TagName Tag, AnchorName Anchor) Value(string path, int depth, SourcePlace place)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return (ScalarNode(scalar, place), scalar.Tag, scalar.Anchor);
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = new List<DocumentNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node($"{path}[{items.Count.ToString(CultureInfo.InvariantCulture)}]", depth + 1));
            }

            return (DocumentNode.Sequence(items, place), sequence.Tag, sequence.Anchor);
        }

        if (_parser.TryConsume<MappingStart>(out var mapping))
        {
            var members = new List<KeyValuePair<string, DocumentNode>>();
            while (!_parser.TryConsume<MappingEnd>(out _))
            {
                var key = Node(path, depth + 1);
                var name = key.IsScalar ? key.Text : "";
                members.Add(new(name, Node(path.Length == 0 ? name : path + "." + name, depth + 1)));
            }

            return (DocumentNode.Mapping(members, place), mapping.Tag, mapping.Anchor);
        }

        throw Error(_parser.Current?.Start ?? Mark.Empty, "a value is expected");
    }

    private static DocumentNode ScalarNode(Scalar scalar, SourcePlace place)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific))
        {
            return DocumentNode.OfText(text, place);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => DocumentNode.Null(place),
            "true" or "True" or "TRUE" => DocumentNode.Scalar(DocumentKind.Boolean, "true", place),
            "false" or "False" or "FALSE" => DocumentNode.Scalar(DocumentKind.Boolean, "false", place),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
                DocumentNode.Scalar(DocumentKind.Number, text, place),
            _ => DocumentNode.OfText(text, place),
        };
    }

    private static DocumentNode Long(TagName tag, DocumentNode node, SourcePlace place)
    {
        if (tag.IsEmpty || tag.IsNonSpecific || !tag.Value.StartsWith('!') || tag.Value.Length < 2)
        {
            return node;
        }

        var name = tag.Value[1..];
        return DocumentNode.Mapping([new(name is "Ref" or "Condition" ? name : "Fn::" + name, node)], place);
    }

    private ProvisioningReadException Error(Mark mark, string message) => new(_file, (int)mark.Line, (int)mark.Column, message);
}
