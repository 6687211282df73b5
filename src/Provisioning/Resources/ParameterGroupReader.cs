using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Resources;

/// <summary>Reads a parameter group, whose parameters are a mapping or a list of names and values.</summary>
internal static class ParameterGroupReader
{
    public static ParameterGroup Read(DocumentNode properties, string name, string? term, SourcePlace place, Dialect dialect)
    {
        var values = new Dictionary<string, Setting<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in (properties["Properties"] ?? properties["Parameter"])?.Members ?? [])
        {
            values[member.Key] = PropertyBag.AsText(member.Value);
        }

        foreach (var item in (properties["Parameter"] ?? properties["Parameters"])?.Items ?? [])
        {
            if ((item["Name"] ?? item["ParameterName"]) is { IsScalar: true } parameter
                && (item["Value"] ?? item["ParameterValue"]) is { } value)
            {
                values[parameter.Text] = PropertyBag.AsText(value);
            }
        }

        var bag = new PropertyBag(properties, true);
        var id = bag.Text("CacheParameterGroupName") is { Term: not null } own ? own : bag.Text("Name");
        return new(GroupReader.WithTerm(id, term), id.IsKnown ? id.Value : name, values, place, dialect);
    }
}
