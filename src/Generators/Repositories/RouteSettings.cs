using Microsoft.CodeAnalysis;

namespace RedisSafety.Generators.Repositories;

/// <summary>What a method's attribute says.</summary>
internal sealed class RouteSettings
{
    private readonly AttributeData _attribute;

    public RouteSettings(AttributeData attribute)
    {
        _attribute = attribute;
        IsReplica = attribute.AttributeClass.Is(WellKnownNames.ReadReplicaAttribute);
        Commands = attribute.ConstructorArguments switch
        {
            [{ Kind: TypedConstantKind.Primitive, Value: string command }] => [command],
            [{ Kind: TypedConstantKind.Primitive, Value: string command }, { Kind: TypedConstantKind.Array, IsNull: false } more] =>
                [command, .. more.Values.Select(static value => value.Value as string ?? "")],
            _ => [],
        };
    }

    /// <summary>Replicas may answer.</summary>
    public bool IsReplica { get; }

    /// <summary>The templates, in order.</summary>
    public IReadOnlyList<string> Commands { get; private init; }

    /// <summary>A Lua script, or the name of a file that has it.</summary>
    public string? Script => Text("Script");

    /// <summary>The parameter that makes one application of a write of another.</summary>
    public string? OncePer => Text("OncePer");

    /// <summary>Whether the reply of a repeated attempt will do; null where the attribute does not say.</summary>
    public bool? AllowRepeatedReply => Named("AllowRepeatedReply")?.Value as bool?;

    /// <summary>How old an answer may be, as a duration.</summary>
    public string? MaxStaleness => Text("MaxStaleness");

    /// <summary>How long a read may wait for a replica that is behind, as a duration.</summary>
    public string? ReplicaWait => Text("ReplicaWait");

    /// <summary>The member of <c>ReadConsistency</c>; null for the default.</summary>
    public string? Consistency => Named("Consistency") is { Type: INamedTypeSymbol type, Value: { } value }
        ? type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(member => member.HasConstantValue && value.Equals(member.ConstantValue))?.Name
        : null;

    /// <summary>The same settings with another template.</summary>
    public RouteSettings With(int template, string text) => new(_attribute) { Commands = [.. Commands.Select((command, index) => index == template ? text : command)] };

    /// <summary>The attributes of a method that say where its calls go.</summary>
    public static IEnumerable<AttributeData> AttributesOf(IMethodSymbol method) => method.GetAttributes().Where(static attribute =>
        attribute.AttributeClass.Is(WellKnownNames.PrimaryAttribute) || attribute.AttributeClass.Is(WellKnownNames.ReadReplicaAttribute));

    private string? Text(string name) => Named(name)?.Value as string;

    private TypedConstant? Named(string name)
    {
        foreach (var argument in _attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return null;
    }
}
