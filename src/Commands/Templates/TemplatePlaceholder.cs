namespace RedisSafety.Commands.Templates;

/// <summary>A parameter, or a member of one, in a template: <c>{product.Id}</c>.</summary>
public sealed class TemplatePlaceholder
{
    internal TemplatePlaceholder(string expression, int start)
    {
        Expression = expression;
        Start = start;
        var segments = expression.Split('.');
        Name = segments[0].TrimStart('@');
        Members = [.. segments.Skip(1)];
    }

    /// <summary>What stands between the braces: <c>product.Id</c>.</summary>
    public string Expression { get; }

    /// <summary>The name of the parameter, without a leading <c>@</c>: <c>product</c>.</summary>
    public string Name { get; }

    /// <summary>The members that lead from the parameter to the value: <c>Id</c>.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>Where the <see cref="Expression"/> begins in the text of the template, after the brace.</summary>
    public int Start { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{{{Expression}}}";
}
