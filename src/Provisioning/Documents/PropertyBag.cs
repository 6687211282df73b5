using System.Globalization;

namespace RedisSafety.Provisioning.Documents;

/// <summary>The properties of one resource, read as settings. Names are CloudFormation's.</summary>
/// <param name="properties">A mapping of the properties; anything else has none that is known.</param>
/// <param name="absentIsDefault">A property that is left out has its default. A modification leaves it as it is.</param>
internal sealed class PropertyBag(DocumentNode properties, bool absentIsDefault)
{
    public DocumentNode Node { get; } = properties;

    public DocumentNode? this[string name] => Node[name] is { Kind: not DocumentKind.Null } value ? value : null;

    /// <summary>The property is certainly left out.</summary>
    public bool IsAbsent(string name) => absentIsDefault && Node.Kind == DocumentKind.Mapping && this[name] is null;

    public Setting<bool> Boolean(string name, bool? whenAbsent)
    {
        var node = this[name];
        return node is null ? Absent(name, whenAbsent)
            : node.IsScalar && bool.TryParse(node.Text, out var value) ? Setting<bool>.Of(value, node.Place)
            : new(false, false, null, node.Place);
    }

    public Setting<int> Integer(string name, int? whenAbsent)
    {
        var node = this[name];
        return node is null ? Absent(name, whenAbsent)
            : AsNumber(node) is { } value && value is >= int.MinValue and <= int.MaxValue ? Setting<int>.Of((int)value, node.Place)
            : new(false, 0, null, node.Place);
    }

    public Setting<double> Number(string name)
    {
        var node = this[name];
        return node is null ? Setting<double>.Unknown
            : AsNumber(node) is { } value ? Setting<double>.Of(value, node.Place)
            : new(false, 0, null, node.Place);
    }

    /// <summary>An absent text is known to be the empty text, if absence is known.</summary>
    public Setting<string> Text(string name, string? whenAbsent = null)
    {
        var node = this[name];
        return node is null
            ? whenAbsent is not null && IsAbsent(name) ? Setting<string>.Of(whenAbsent) : Setting<string>.Unknown
            : AsText(node);
    }

    public IReadOnlyList<DocumentNode> Items(string name) => this[name] is { Kind: DocumentKind.Sequence } list ? list.Items : [];

    /// <summary>An expression that contains <c>${?}</c> has no term, as two of them may be two values.</summary>
    public static Setting<string> AsText(DocumentNode node) =>
        node.IsScalar ? new(true, node.Text, node.Text, node.Place)
        : node.Kind == DocumentKind.Expression && node.Text.IndexOf("${?}", StringComparison.Ordinal) < 0
            ? new(false, "", node.Text, node.Place)
        : new(false, "", null, node.Place);

    public static double? AsNumber(DocumentNode node) =>
        node.IsScalar && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private Setting<T> Absent<T>(string name, T? whenAbsent)
        where T : struct =>
        whenAbsent is { } value && IsAbsent(name) ? Setting<T>.Of(value) : Setting<T>.Unknown;
}
