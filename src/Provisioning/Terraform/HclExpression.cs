namespace RedisSafety.Provisioning.Terraform;

/// <summary>An expression of HCL.</summary>
internal sealed record HclExpression(HclKind Kind, string Text, IReadOnlyList<HclExpression> Children, int Line, int Column)
{
    /// <summary>The text of a traversal, such as <c>aws_sns_topic.alerts.arn</c>; null for other expressions.</summary>
    public string? Traversal => Kind switch
    {
        HclKind.Name => Text,
        HclKind.Member => Children[0].Traversal is { } parent ? parent + "." + Text : null,
        HclKind.Index when Children[1].Kind is HclKind.Literal or HclKind.Text =>
            Children[0].Traversal is { } parent ? $"{parent}[{Children[1].Text}]" : null,
        _ => null,
    };
}
