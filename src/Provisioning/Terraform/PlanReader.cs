using RedisSafety.Provisioning.Documents;
using RedisSafety.Provisioning.Model;

namespace RedisSafety.Provisioning.Terraform;

/// <summary>Reads <c>terraform show -json</c> of a plan or of a state.</summary>
internal static class PlanReader
{
    /// <summary>The document is a plan or a state.</summary>
    public static bool Accepts(DocumentNode document) =>
        document["format_version"] is not null
            && (document["planned_values"] is not null || document["values"] is not null || document["terraform_version"] is not null);

    /// <exception cref="ProvisioningReadException">The document is neither a plan nor a state.</exception>
    public static Deployment Read(DocumentNode document)
    {
        if (!Accepts(document))
        {
            throw new ProvisioningReadException(
                document.Place.File, document.Place.Line, document.Place.Column,
                "this is no output of 'terraform show -json': it has no format_version with planned_values or values");
        }

        var unknown = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        foreach (var change in document["resource_changes"]?.Items ?? [])
        {
            if (change["address"] is { IsScalar: true } address
                && change["change"]?["after_unknown"] is { Kind: DocumentKind.Mapping } after)
            {
                unknown[address.Text] = after;
            }
        }

        var deployment = new Deployment { AlarmsAreComplete = true };
        var root = (document["planned_values"] ?? document["values"])?["root_module"];
        foreach (var resource in root is null ? [] : Resources(root, 0))
        {
            if (resource["type"] is { IsScalar: true } type && TerraformResource.IsKnown(type.Text)
                && resource["mode"] is null or { Text: "managed" })
            {
                var address = resource["address"] is { IsScalar: true } own ? own.Text : resource.Place.Path;
                var values = resource["values"] ?? DocumentNode.Mapping([], resource.Place);
                TerraformResource.Add(
                    deployment, resource["type"]!.Text, address,
                    unknown.TryGetValue(address, out var after) ? Merge(values, after, address) : values, resource.Place);
            }
        }

        return deployment;
    }

    private static IEnumerable<DocumentNode> Resources(DocumentNode module, int depth) => depth > 50 ? [] :
        (module["resources"]?.Items ?? []).Concat((module["child_modules"]?.Items ?? []).SelectMany(child => Resources(child, depth + 1)));

    // An attribute that is decided by the apply is null in the plan, and true in after_unknown.
    private static DocumentNode Merge(DocumentNode values, DocumentNode unknown, string path)
    {
        switch (unknown.Kind)
        {
            case DocumentKind.Boolean when unknown.Text == "true":
                return DocumentNode.Expression("${" + path + "}", values.Place);
            case DocumentKind.Mapping:
                var members = new List<KeyValuePair<string, DocumentNode>>();
                foreach (var member in values.Members)
                {
                    members.Add(unknown[member.Key] is { } own ? new(member.Key, Merge(member.Value, own, path + "." + member.Key))
                        : member);
                }

                members.AddRange(unknown.Members.Where(member =>
                    values[member.Key] is null && member.Value is { Kind: DocumentKind.Boolean, Text: "true" })
                    .Select(member => new KeyValuePair<string,
                        DocumentNode>(member.Key, DocumentNode.Expression("${" + path + "." + member.Key + "}", values.Place))));
                return DocumentNode.Mapping(members, values.Place);
            case DocumentKind.Sequence when values.Kind == DocumentKind.Sequence:
                return DocumentNode.Sequence(
                    [.. values.Items.Select((item, at) =>
                        at < unknown.Items.Count ? Merge(item, unknown.Items[at], $"{path}[{at}]") : item)], values.Place);
            default:
                return values;
        }
    }
}
