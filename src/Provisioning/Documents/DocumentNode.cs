namespace RedisSafety.Provisioning.Documents;

/// <summary>A value of a JSON, YAML or HCL document, or of C# code, and its place.</summary>
internal sealed class DocumentNode
{
    private Dictionary<string, DocumentNode>? _byName;

    private DocumentNode(
        DocumentKind kind, SourcePlace place, string text, IReadOnlyList<DocumentNode> items, IReadOnlyList<KeyValuePair<string,
            DocumentNode>> members)
    {
        Kind = kind;
        Place = place;
        Text = text;
        Items = items;
        Members = members;
    }

    public DocumentKind Kind { get; }

    public SourcePlace Place { get; }

    /// <summary>The text of a scalar or of an expression; empty for others.</summary>
    public string Text { get; }

    public IReadOnlyList<DocumentNode> Items { get; }

    /// <summary>The members of a mapping in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, DocumentNode>> Members { get; }

    public bool IsScalar => Kind is DocumentKind.Boolean or DocumentKind.Number or DocumentKind.Text;

    /// <summary>The member of that name, in any case of letters; null if there is none.</summary>
    public DocumentNode? this[string name]
    {
        get
        {
            if (Members.Count == 0)
            {
                return null;
            }

            if (_byName is null)
            {
                var byName = new Dictionary<string, DocumentNode>(StringComparer.OrdinalIgnoreCase);
                foreach (var member in Members)
                {
                    byName[member.Key] = member.Value;
                }

                _byName = byName;
            }

            return _byName.TryGetValue(name, out var value) ? value : null;
        }
    }

    public static DocumentNode Null(SourcePlace place) => new(DocumentKind.Null, place, "", [], []);

    public static DocumentNode Scalar(DocumentKind kind, string text, SourcePlace place) => new(kind, place, text, [], []);

    public static DocumentNode OfText(string text, SourcePlace place) => Scalar(DocumentKind.Text, text, place);

    public static DocumentNode Expression(string text, SourcePlace place) => Scalar(DocumentKind.Expression, text, place);

    public static DocumentNode Sequence(IReadOnlyList<DocumentNode> items, SourcePlace place) =>
        new(DocumentKind.Sequence, place, "", items, []);

    public static DocumentNode Mapping(IReadOnlyList<KeyValuePair<string, DocumentNode>> members, SourcePlace place) =>
        new(DocumentKind.Mapping, place, "", [], members);
}
